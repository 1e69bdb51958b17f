package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

func aCell(source string) notebook.Cell {
	return notebook.Cell{"cell_type": "code", "id": "x", "metadata": map[string]any{}, "source": source}
}

// timed returns a lesson with something of each kind.
func timed() *notebook.Notebook {
	folded := aCell("%%\nmust.M(show.Figure(f))\nmust.M(show.Turn(q))")
	folded.Bare(true)
	return notebook.New(nil,
		markdown("# Why *so* far?\n\n*Time:* 10 minutes. *Only 20 minutes?* See ★.", "a"), // 10 words
		aCell("import \"fmt\"\n\n%%\nfmt.Println(1)"),                                     // 3 lines
		markdown("Before [it](https://a.example/b c).\n\n## ★ One\n\n$$a + b$$\n\nLet $x$ be |a| – <b>one</b>.\n\n```python .noeval\nimport torch\n```", "b"),
		folded,
		markdown("## Exercises\n\n**9.1** Add.", "c"),
		aCell("%%\nproblem := \"\"\nshow.Exercise(\"9.1\", problem)"),
		markdown("## Sources\n\n- many many many words, $and$ more\n\n## Appendix: mistakes\n\nmany more", "d"),
		aCell("%%\nnever()"))
}

func TestCounted(t *testing.T) {
	all, star := counted(timed())
	if want := (amount{words: 10 + 3 + 1 + 4 + 3, displayed: 1, inline: 1, figures: 2, lines: 3 + 1, cells: 3, exercises: 1}); all != want {
		t.Errorf("counted %+v, expected %+v", all, want)
	}
	if want := (amount{words: 1 + 4, displayed: 1, inline: 1, figures: 2, lines: 1, cells: 1}); star != want {
		t.Errorf("marked ★ are %+v, expected %+v", star, want)
	}
	// By hand: 21 words are 8 s, the formulas 15 s and 2 s, two figures 40 s, 4 lines
	// 8 s, 3 cells 18 s, an exercise 300 s.
	if have := all.seconds(); have != 391 {
		t.Errorf("they take %d s, expected 391", have)
	}
}

func TestRounded(t *testing.T) {
	for words, want := range map[int]int{0: 5, 150: 5, 7.4 * 150: 5, 7.6 * 150: 10, 12.4 * 150: 10, 12.6 * 150: 15} {
		if have := (amount{words: words}).minutes(); have != want {
			t.Errorf("%d words take %d minutes, expected %d", words, have, want)
		}
	}
}

// A lesson that states other minutes, in its head or in README, is named with both
// numbers; so is a short path that does not fit.
func TestStated(t *testing.T) {
	python(t)
	const head20 = "# A\n\n*Time:* %d minutes.%s\n\n\n## ★ Path\n\n%s\n"
	row := "| [04_x](notebooks/04_x.ipynb) | Why? | 1 | %d |\n"
	long := strings.Repeat("word ", 20*wordsAMinute)
	for _, c := range []struct {
		head, readme int
		only         string
		want         []string
	}{
		{20, 20, " *Only 20 minutes?* Yes.", nil},
		{20, 20, " *Only 15 minutes?* Yes.", nil},
		{10, 20, "", []string{"states 10 minutes, counted are 20: "}},
		{20, 10, "", []string{"README's table states 10 minutes, counted are 20"}},
		{20, 0, "", []string{"has no row in README's table"}},
		{20, 20, " *Only 10 minutes?* No.", []string{"says “Only 10 minutes?”, its sections marked ★ take 20, expected 10 ± 5"}},
		{20, 20, " *Only 30 minutes?* No.", []string{"says “Only 30 minutes?”, its sections marked ★ take 20, expected 30 ± 5"}},
	} {
		h := newHome(t)
		put(t, h.sourcePath("04_x"), head+fmt.Sprintf(head20, c.head, c.only, long))
		put(t, h.sourcePath("04_w"), head+"It is [04_x](04_x.ipynb) now.\n") // which takes no minutes, and has no row
		if c.readme > 0 {
			put(t, h.path("README.md"), fmt.Sprintf(row, c.readme))
		}
		_, said := h.run("agree", "", mode{jobs: 1})
		var found []string
		for line := range strings.Lines(said) {
			if strings.HasPrefix(line, "✗ notebooks/src/") {
				found = append(found, line)
			}
		}
		if !slices.EqualFunc(found, c.want, strings.Contains) {
			t.Errorf("%d, %d,%s: said %q, expected %q", c.head, c.readme, c.only, found, c.want)
		}
	}
}

func TestTableOfMinutes(t *testing.T) {
	python(t)
	h := newHome(t)
	put(t, h.sourcePath("solutions/04_x"), text)
	put(t, h.sourcePath("04_w"), head+"It is [04_x](04_x.ipynb) now.\n")
	well, said := h.run("minutes", "", mode{})
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if want := []string{"04_x", "9", "0", "0", "0", "3", "1", "0", "5", "0", "0", "0"}; !well || len(lines) != 2 || !slices.Equal(strings.Fields(lines[1]), want) {
		t.Errorf("well %t, said\n%s\nexpected %q", well, said, want)
	}
	ok(t, os.WriteFile(h.sourcePath("04_x"), []byte{0xff}, 0o644))
	if well, said := h.run("minutes", "", mode{}); well || !strings.Contains(said, "04_x: ") {
		t.Errorf("well %t, said %q", well, said)
	}
}

// CONTRIBUTING states the rule by which lessons are counted.
func TestTheRuleIsTheStatedOne(t *testing.T) {
	rule := strings.Join(strings.Fields(get(t, clone+"/CONTRIBUTING.md")), " ")
	for _, want := range []string{
		fmt.Sprintf("%d words a minute", wordsAMinute),
		fmt.Sprintf("%d seconds for a formula that stands alone, %d for one in a line", secondsDisplayed, secondsInline),
		fmt.Sprintf("%d for a figure", secondsFigure), fmt.Sprintf("%d for a line of code", secondsLine),
		fmt.Sprintf("%d to run a cell", secondsCell), fmt.Sprintf("%d of the computer's for a cell", secondsComputer),
		fmt.Sprintf("%d minutes for an exercise", secondsExercise/60), fmt.Sprintf("rounded to %d minutes", roundTo),
	} {
		if !strings.Contains(rule, want) {
			t.Errorf("CONTRIBUTING.md does not say %q", want)
		}
	}
}
