package main

import (
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

// korean00 returns the clone's program, and lesson 00 of the Korean edition.
func korean00(t *testing.T) (*program, *lesson) {
	t.Helper()
	s, err := openSeminar(clone)
	ok(t, err)
	p := &program{s, &strings.Builder{}, python(t)}
	all, err := p.lessons(p.python, "00_")
	ok(t, err)
	korean, err := p.translations(all)
	ok(t, err)
	if len(korean) == 0 || korean[0].name != "ko/00_start" || korean[0].fault != "" || korean[0].file == nil {
		t.Fatalf("lesson 00 has no Korean edition: %+v", korean)
	}
	return p, korean[0]
}

// One word changed in the English source fails one cell; so does a number in Korean
// that is not in the English.
func TestKoreanBehind(t *testing.T) {
	p, l := korean00(t)
	g, err := p.glossary()
	ok(t, err)
	if found := p.behind(l, g); len(found) > 0 {
		t.Fatalf("the Korean edition of lesson 00 is behind: %s", strings.Join(found, "\n"))
	}
	for _, c := range []struct{ old, new, po, want string }{
		{"that surprises whoever comes", "that astonishes whoever comes", "", "[surprises] whoever comes from Python. …\n    + … the first thing that [astonishes] whoever"},
		{"", "", "각도는 1.57과 4.71입니다->각도는 1.58과 4.71입니다", "the number 1.58 is not in the English"},
		{"", "", "학습 이미지->훈련 이미지", `"훈련 이미지": the glossary says 학습 이미지`},
		{"", "", "`%%`부터가->``부터가", "code only in the English: `%%`"},
	} {
		text, err := readText(p.poPath("00_start"))
		ok(t, err)
		if old, new, is := strings.Cut(c.po, "->"); is {
			if !strings.Contains(text, old) {
				t.Errorf("%q is not in the PO file", old)
			}
			text = strings.Replace(text, old, new, 1)
		}
		english := *l.korean.english
		english.text = strings.Replace(english.text, c.old, c.new, 1)
		english.source, err = p.read(p.python, english.text)
		ok(t, err)
		changed := &lesson{name: l.name, korean: &korean{english: &english}}
		ok(t, p.translated(changed, text))
		found := p.behind(changed, g)
		cells := map[string]bool{}
		for _, line := range found {
			cell, _, _ := strings.Cut(line, ",")
			cells[cell] = true
		}
		if len(cells) != 1 || !strings.Contains(strings.Join(found, "\n"), c.want) {
			t.Errorf("%s%s: %q, expected breaches of one cell with %q", c.new, c.po, found, c.want)
		}
		if c.new != "" && (len(found) != 1 || changed.korean.missing != 1) {
			t.Errorf("%d breaches, and %d texts fall back to English, expected 1", len(found), changed.korean.missing)
		}
	}
}

// Where nothing changed no cell runs: outputs are those that lie there.
func TestKoreanOutputsAreKept(t *testing.T) {
	p, l := korean00(t)
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("Korean 00 is to be executed anew, run `make notebooks NB=00`: %v", r)
		}
	}()
	nb, took, wrong, err := p.executeKorean(nil, l, false) // without a bridge it cannot run
	ok(t, err)
	if wrong != "" || took != 0 {
		t.Fatalf("%v, %s", took, wrong)
	}
	nb.Mark(l.file.Inputs())
	if string(nb.Bytes()) != string(l.data) {
		t.Error("the notebook is another one though nothing ran")
	}
	if found := apart(nb, l.korean.english.file); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
	outputs := nb.Cells[2].Outputs()
	outputs[0]["text"] = outputs[0].Text("text") + "초입방체, 스텝 뒤: 0.123\n" // no line that tells the time
	if found := apart(nb, l.korean.english.file); len(found) != 1 || !strings.Contains(found[0], "0.123") {
		t.Errorf("another number is not seen: %q", found)
	}
	l.korean.english.executed = nb // as on a backend that shows 0.123 in both editions
	if found := apart(nb, l.englishOf(nb)); len(found) > 0 || l.englishOf(l.file) != l.korean.english.file {
		t.Errorf("what was executed is not compared with what was executed beside it: %q", found)
	}
}

// What a cell shows in Korean follows from its grounds: each of them changes the hash
// of one cell, the catalogue that of all.
func TestKoreanGrounds(t *testing.T) {
	p, l := korean00(t)
	was, err := p.grounds(l)
	ok(t, err)
	changed := func() (n int) {
		now, err := p.grounds(l)
		ok(t, err)
		for i := range now {
			if now[i] != was[i] {
				n++
			}
		}
		return n
	}
	english := l.korean.english.file.Cells[2]
	english.Outputs()[0]["text"] = "another\n"
	if n := changed(); n != 1 {
		t.Errorf("another English output: %d cells, expected 1", n)
	}
	l.source.Cells[5]["source"] = l.source.Cells[5].Source() + "."
	if n := changed(); n != 2 {
		t.Errorf("another Korean cell, too: %d cells, expected 2", n)
	}
}

func TestDeclarations(t *testing.T) {
	for source, want := range map[string]string{"import \"fmt\"\n\n%%\nfmt.Println()": "import \"fmt\"\n", "%%\nx := 1": "", "%% -x\nx := 1": "", "var a int": "var a int"} {
		if got := declarations(source); got != want {
			t.Errorf("%q: %q, expected %q", source, got, want)
		}
	}
}

// The notebook says its language in its first import, and reaches what lies one
// folder further up.
func TestKoreanTurn(t *testing.T) {
	p, _ := korean00(t)
	l := &lesson{name: "ko/01_x", source: notebook.New(nil,
		notebook.Cell{"cell_type": "markdown", "source": "[a](00_start.ipynb#x) [b](99_y.ipynb) [c](https://go.dev) [d](#e) [f](../lib/a.go)"},
		notebook.Cell{"cell_type": "code", "source": "var a int"},
		notebook.Cell{"cell_type": "code", "source": "import \"fmt\"\nf(\"weights/a\", \"../weights/b\", \"../lib/c\", \"seminar.example/lib/d\")"},
		notebook.Cell{"cell_type": "code", "source": "import \"os\""})}
	p.turn(l)
	for i, want := range []string{"[a](00_start.ipynb#x) [b](../99_y.ipynb) [c](https://go.dev) [d](#e) [f](../../lib/a.go)", "var a int",
		sayKorean + "import \"fmt\"\nf(\"../weights/a\", \"../../weights/b\", \"../../lib/c\", \"seminar.example/lib/d\")", "import \"os\""} {
		if got := l.source.Cells[i].Source(); got != want {
			t.Errorf("cell %d: %q, expected %q", i, got, want)
		}
	}
}

// The Korean edition is no source of English lessons.
func TestSyncRefusesKorean(t *testing.T) {
	p, _ := korean00(t)
	if _, err := p.pairs(clone + "/notebooks/ko/00_start.ipynb"); err == nil || !strings.Contains(err.Error(), "00_start.po") {
		t.Errorf("error %v", err)
	}
}
