package main

import (
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

// handedOut returns a lesson of two exercises, the second with a helper of its own.
func handedOut() *notebook.Notebook {
	cells := []notebook.Cell{
		markdown("# A", "t0"), fresh("c1", "import \"fmt\"\n\nfunc data() int { return 1 }\n\n%%\nfmt.Println(data())", nil),
		fresh("c2", "func data() int { return 2 }\n\nfunc (t T) M() {}", nil), fresh("c3", "no Go", nil),
		markdown("## Exercises\n\n**9.1** Write `f`.", "t1"), fresh("s1", "func f() int { return 0 } // ← yours", nil),
		fresh("k1", "%%\nshow.Exercise(\"9.1\", problem(f()))", nil),
		markdown("**9.2** Write `g`.", "t2"), fresh("s2", "func g() int { return 0 }", nil), fresh("h2", "func help() int { return g() }", nil),
		fresh("k2", "%%\nshow.Exercise(\"9.2\", problem(help()))", nil), fresh("c4", "func after() {}", nil),
	}
	nb := notebook.New(map[string]any{"kernelspec": spec}, cells...)
	for _, e := range exercises(nb) {
		e.mark(nb)
	}
	return nb
}

// The marks are those of nbgrader, on the two cells of each exercise alone.
func TestMarks(t *testing.T) {
	var have []string
	for _, c := range handedOut().Cells {
		if id := c.GradeID(); id != "" {
			have = append(have, c.ID()+" "+id)
		}
	}
	if want := "s1 exercise-9-1,k1 check-9-1,s2 exercise-9-2,k2 check-9-2"; strings.Join(have, ",") != want {
		t.Errorf("marked are %q, expected %s", have, want)
	}
	nb := notebook.New(map[string]any{}, markdown("**Exercise.** Write it.", "t"), fresh("a", "func f() {}", nil), fresh("b", "%%\nshow.Exercise(\"9.1\", \"\")", nil))
	if all := exercises(nb); len(all) != 0 {
		t.Errorf("a solution is no exercise: %v", all)
	}
}

// Each check of the clone's lessons has its marks.
func TestEveryCheckIsMarked(t *testing.T) {
	all, err := (&seminar{root: clone}).lessons(python(t), "")
	ok(t, err)
	checked := 0
	for _, l := range all {
		if strings.HasPrefix(l.name, "solutions/") || l.source == nil {
			continue
		}
		want := len(checks.FindAllString(l.text, -1))
		checked += want
		if have := len(exercises(l.source)); have != want {
			t.Errorf("%s: %d exercises are marked, expected %d", l.name, have, want)
		}
	}
	if checked < 27 {
		t.Errorf("%d exercises", checked)
	}
}

// graded returns what is graded of a student's notebook: ids, and the texts by id.
func graded(change func(nb *notebook.Notebook)) (string, map[string]notebook.Cell) {
	student := handedOut()
	change(student)
	var ids []string
	by := map[string]notebook.Cell{}
	for _, c := range submission(handedOut(), student).Cells {
		ids = append(ids, c.ID())
		by[c.ID()] = c
	}
	return strings.Join(ids, " "), by
}

const untouched = "declarations t1 s1 k1 t2 s2 h2 k2"

// What is graded is the lesson's but for the student's cells, whatever was done to
// the rest.
func TestSubmission(t *testing.T) {
	ids, by := graded(func(nb *notebook.Notebook) {
		nb.Cells[5]["source"] = "func f() int { return 1 }"
		nb.Cells[6]["source"] = "%%\nshow.Exercise(\"9.1\", \"\")"
		nb.Cells[9]["source"] = "func help() int { return 7 }"
	})
	if ids != untouched {
		t.Errorf("graded are %s, expected %s", ids, untouched)
	}
	for id, want := range map[string]string{"s1": "func f() int { return 1 }", "k1": "%%\nshow.Exercise(\"9.1\", problem(f()))", "h2": "func help() int { return g() }",
		"declarations": "// The lesson's declarations.\nimport \"fmt\"\n\nfunc data() int { return 2 }\n\nfunc (t T) M() {}\n"} {
		if have := by[id].Source(); have != want {
			t.Errorf("%s is %q, expected %q", id, have, want)
		}
	}
	ids, by = graded(func(nb *notebook.Notebook) {
		mine := fresh("mine", "func own() int { return 1 }", nil)
		nb.Cells = append(append(append([]notebook.Cell{}, nb.Cells[:5]...), mine, nb.Cells[5]), nb.Cells[7], nb.Cells[10])
	})
	if want := "declarations t1 s1-1 s1 k1 t2 s2 h2 k2"; ids != want || by["s1-1"].Source() != "func own() int { return 1 }" {
		t.Errorf("with a cell of the student's and without three of the lesson's: %s, expected %s", ids, want)
	}
	if ids, _ := graded(func(nb *notebook.Notebook) { nb.Cells = nil }); ids != untouched {
		t.Errorf("of an empty notebook: %s", ids)
	}
	if nb := submission(notebook.New(map[string]any{}), handedOut()); len(nb.Cells) != 0 {
		t.Errorf("a lesson without exercises: %v", nb.Cells)
	}
}

// A cell that could decide what a check says is not run, and says why.
func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		"func f() int { return 1 }":                                                                "",
		"func f() int { os := T{}; return os.M() }":                                                "",
		"import \"strings\"\n\nfunc f() int { return len(strings.ToUpper(\"\")) }":                 "",
		"func f() int { return help2() }\n\nfunc help2() int { return 2 }\n\n%%\nfmt.Println(f())": "",
		"func data() int { return 3 }":                                                             "it declares data, which the lesson has",
		"func help() int { return 3 }":                                                             "it declares help, which the lesson has",
		"var fmt T":                                                                                "it declares fmt, which the lesson has",
		"import fmt \"strings\"":                                                                   "it imports fmt \"strings\"",
		"import . \"strings\"":                                                                     "it imports . \"strings\"",
		"import o \"os\"":                                                                          "it imports os",
		"import \"os/exec\"":                                                                       "it imports os/exec",
		"import \"C\"":                                                                             "it imports C",
		"func f() int { os.Exit(0); return 0 }":                                                    "it uses the package os",
		"func f() int { return int(unsafe.Sizeof(1)) }":                                            "it uses the package unsafe",
		"func len(x []int) int { return 0 }":                                                       "it declares len, which is Go's own",
		"func init() {}":                                                                           "it declares init, which runs before",
		"func init_a() {}":                                                                         "it declares init_a, which runs before",
		"%reset":                                                                                   "is a command to the kernel",
		"!ls":                                                                                      "is a command to the kernel",
		"//gonb:%reset":                                                                            "is a command to the kernel",
		"%%writefile a.go":                                                                         "is a command to the kernel",
		"func f() int {":                                                                           "it does not compile",
		"%%\n}\nfunc init() {":                                                                     "it does not compile",
	} {
		_, by := graded(func(nb *notebook.Notebook) { nb.Cells[5]["source"] = text })
		c := by["s1"]
		said := ""
		if shown := c.Outputs(); len(shown) > 0 {
			said = shown[0].Text("evalue")
		}
		_, tagged := c["metadata"].(map[string]any)["tags"]
		if tagged != (want != "") || !strings.Contains(said, want) || want == "" && said != "" {
			t.Errorf("%q: says %q, tagged %t, expected %q", text, said, tagged, want)
		}
	}
}
