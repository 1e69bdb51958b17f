package translate

import (
	"os"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

const markdown = "# A title\n\nThree digits of 28 × 28 pixels, see `x[2:5]`, $x^2$ and\n[the notation](notation.md).\n\n\n```go\nfmt.Println(\"not a text\")\n```\n\n$$y = 3$$\n\n> 1. 데이터 차원이 증가\n\nThe last one.\n"

const code = `import (
	"fmt"

	"seminar.example/lib/plot"
)

// slow stands for something
// that takes long.
func slow() {}

%%
fmt.Printf("%d of %d points\n", 3, 10) // the first
must.M(show.Figure(plot.Curves{
	Name: "00-sine", Path: "weights/a.safetensors", Output: "tanh",
	Alt: "A long alt text that stands on one line and is continued " +
		"on the next.",
	Label: "MNIST",
}.Figure()))
`

func cell(kind, source string) notebook.Cell {
	return notebook.Cell{"cell_type": kind, "source": source}
}

func english(texts []Text) []string {
	var all []string
	for _, t := range texts {
		all = append(all, t.English)
	}
	return all
}

func TestTexts(t *testing.T) {
	for _, c := range []struct {
		kind, source string
		want         []string
	}{
		{"markdown", markdown, []string{"# A title", "Three digits of 28 × 28 pixels, see `x[2:5]`, $x^2$ and\n[the notation](notation.md).", "The last one.\n"}},
		{"code", code, []string{"slow stands for something that takes long.", "%d of %d points\n", "the first",
			"A long alt text that stands on one line and is continued on the next."}},
		{"code", "fmt.Println(fmt.Sprintf(\"a %d\", 3), \"%d\")\n", []string{"a %d"}},
		{"code", "x := `broken\n", nil},
	} {
		if got := english(Texts(c.kind, c.source)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, expected %q", c.kind, got, c.want)
		}
		if same, _ := Replaced(c.kind, c.source, func(s string) (string, bool) { return s, true }); c.kind == "markdown" && same != c.source {
			t.Errorf("replaced by itself, the Markdown became %q", same)
		}
	}
}

func TestReplaced(t *testing.T) {
	korean := map[string]string{"slow stands for something that takes long.": "slow는 오래 걸리는 계산을 대신합니다.", "%d of %d points\n": "점 %[2]d개 중 %[1]d개\n", "the first": "첫째",
		"A long alt text that stands on one line and is continued on the next.": "한 줄에 들어가지 않는 긴 대체 글이며 다음 줄로 이어지고 또 이어집니다. 끝입니다."}
	find := func(s string) (string, bool) { k, is := korean[s]; return k, is }
	got, missing := Replaced("code", code, find)
	if missing {
		t.Error("a text is missing")
	}
	for _, want := range []string{"// slow는 오래 걸리는 계산을 대신합니다.\nfunc", `fmt.Printf("점 %[2]d개 중 %[1]d개\n", 3, 10) // 첫째`, "또 \" +\n\t\t\"이어집니다", `Name: "00-sine", Path: "weights/a.safetensors", Output: "tanh"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	for line := range strings.Lines(got) {
		if columns(0, strings.TrimRight(line, "\n")) > maxColumns {
			t.Errorf("wider than %d columns: %s", maxColumns, line)
		}
	}
	got, missing = Replaced("markdown", markdown, find)
	if !missing || strings.Count(got, markdownMark) != 1 || !strings.Contains(got, "# A title") {
		t.Errorf("what is missing is not English below a mark:\n%s", got)
	}
	delete(korean, "the first")
	if got, missing = Replaced("code", code, find); !missing || !strings.HasSuffix(got, codeMark) {
		t.Errorf("code that lacks a translation does not say so:\n%s", got)
	}
}

// lesson00 returns the cells of lesson 00 as its notebook has them, and entries that
// translate each text by itself.
func lesson00(t *testing.T) (*notebook.Notebook, []*Entry) {
	data, err := os.ReadFile("../../notebooks/00_start.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	nb, err := notebook.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	pairs, left := Paired(nb, nil)
	if len(pairs) < 50 || len(left) != 0 {
		t.Fatalf("%d texts, %d left", len(pairs), len(left))
	}
	entries := Merged(pairs)
	for _, e := range entries {
		e.Korean = e.English
	}
	return nb, entries
}

// TestOneWord: changing one word, anywhere, names exactly one cell, and merging keeps
// its id, its Korean and what the English was.
func TestOneWord(t *testing.T) {
	nb, entries := lesson00(t)
	tried := 0
	for i, c := range nb.Cells {
		texts := Texts(c.Kind(), c.Source())
		if len(texts) == 0 {
			continue
		}
		text := texts[len(texts)-1].English
		old := strings.Trim(word.FindString(plain(text)), " ")
		begin := ""
		if c.Kind() == "code" {
			begin = "\""
			if !strings.Contains(c.Source(), begin+text) {
				begin = "// "
			}
		}
		changed := strings.ReplaceAll(c.Source(), begin+text, begin+strings.Replace(text, old, "Changed"+old, 1))
		if changed == c.Source() { // a text over several lines of code
			continue
		}
		tried++
		was := c.Source()
		c["source"] = changed
		pairs, left := Paired(nb, entries)
		found := map[int]string{}
		for _, p := range pairs {
			if p.Changed() {
				found[p.Cell] = p.ID
			}
		}
		if len(found) != 1 || found[i] == "" || len(left) != 0 {
			t.Errorf("cell %d changed by a word: cells %v are named, %d entries left", i, found, len(left))
		}
		fuzzy := 0
		for _, e := range Merged(pairs) {
			if e.Fuzzy {
				fuzzy++
				if e.cell() != found[i] || e.Korean == "" || e.Previous == "" || e.Previous == e.English {
					t.Errorf("cell %d: merged as %+v", i, e)
				}
			}
		}
		if fuzzy != 1 {
			t.Errorf("cell %d: %d entries are fuzzy, expected 1", i, fuzzy)
		}
		c["source"] = was
	}
	if tried < 20 {
		t.Errorf("%d cells were tried", tried)
	}
}

// TestMoved: a cell that moves, and one that is new, ask for no confirmation.
func TestMoved(t *testing.T) {
	nb, entries := lesson00(t)
	nb.Cells = append([]notebook.Cell{cell("markdown", "Something quite new stands here.")}, append(nb.Cells[5:], nb.Cells[:5]...)...)
	pairs, left := Paired(nb, entries)
	missing := 0
	for _, p := range pairs {
		if p.Changed() {
			t.Errorf("cell %d: %q asks for a confirmation", p.Cell, p.English)
		}
		if _, is := p.Korean(); !is {
			missing++
		}
	}
	if missing != 1 || len(left) != 0 {
		t.Errorf("%d texts are missing, %d left; expected 1, 0", missing, len(left))
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		english, korean string
		code            bool
		want            string // part of the breach, "" for none
	}{
		{"Three digits of 28 × 28 pixels.", "28 × 28 픽셀인 숫자 3개입니다.", false, ""},
		{"There are 70 000 images.", "이미지는 7만 장입니다.", false, ""},
		{"There are 70 000 images.", "이미지는 70,000장입니다.", false, ""},
		{"The error is 0.05.", "오차는 0.06입니다.", false, "the number 0.06 is not in the English"},
		{"The error is 0.05.", "오차가 있습니다.", false, "the number 0.05 of the English is missing"},
		{"A two-hundredth.", "200분의 1입니다.", false, ""},
		{"See $x^2$.", "$x^3$을 보세요.", false, "formulas only in the English: $x^2$"},
		{"See `x`.", "`y`를 보세요.", false, "code only in the Korean: `y`"},
		{"[a](b.md)", "[가](c.md)", false, "links only in the English: b.md"},
		{"It grows.", "자란다.", false, "합쇼체"},
		{"It grows.", "자라요.", false, "해요체"},
		{"Look.", "보세요.", false, ""},
		{"Slide 2: 저차원 subspace인 manifold가 존재함", "슬라이드 2: 저차원 부분공간", false, "letter by letter"},
		{"%d of %s", "%s의 %d", true, "verbs"},
		{"%d of %s", "%[2]s의 %[1]d", true, ""},
		{"5 % of all", "전체의 5 %", true, ""},
		{"| a | b |", "| 가 |", false, "a table of 2 cells"},
		{"## A", "# 가", false, "a heading"},
		{"figure 00-sine", "그림 00-cosine", true, "names"},
	} {
		found := strings.Join(Compare(c.english, c.korean, c.code, nil), "; ")
		if c.want == "" && found != "" || !strings.Contains(found, c.want) {
			t.Errorf("%q, %q: %q, expected %q", c.english, c.korean, found, c.want)
		}
	}
	if found := Compare("A flock.", "양 200마리.", false, []string{"200"}); len(found) != 0 {
		t.Errorf("a number that is noted: %q", found)
	}
}

func TestGlossary(t *testing.T) {
	data, err := os.ReadFile("../../notebooks/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	g, err := ParseGlossary(string(data))
	if err != nil || len(g) < 40 {
		t.Fatalf("%d terms, %v", len(g), err)
	}
	for _, c := range []struct{ english, korean, want string }{
		{"An autoencoder.", "오토인코더입니다.", ""},
		{"Two autoencoders.", "자기부호화기 두 개입니다.", "autoencoder"},
		{"A denoising autoencoder.", "디노이징 오토인코더입니다.", ""},
		{"A map.", "다양체입니다.", "다양체"},
		{"`seed` is a name.", "`seed`는 이름입니다.", ""},
	} {
		found := strings.Join(g.Held(c.english, c.korean, nil), "; ")
		if c.want == "" && found != "" || !strings.Contains(found, c.want) {
			t.Errorf("%q, %q: %q, expected %q", c.english, c.korean, found, c.want)
		}
	}
	if found := g.Held("A step of an autoencoder.", "걸음", []string{"autoencoder"}); len(found) != 0 {
		t.Errorf("a term that is noted: %q", found)
	}
	for _, broken := range []string{"| a | b | c |", "| a |  | – | x | 가 |", "| a | 가 | – | x | 가 |\n| a | 나 | – | x | 가 |"} {
		if _, err := ParseGlossary(broken); err == nil {
			t.Errorf("%q is no error", broken)
		}
	}
}
