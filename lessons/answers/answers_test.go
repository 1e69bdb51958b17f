// Package answers holds the exercises' checks to answers: the starter and the usual
// mistakes, notebooks/src/wrong/NN_topic.md, are "not yet", each mistake with its own
// hint, and the solution is solved. It has tests alone.
package answers

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sources = "../../notebooks/src/"

// missing are the lessons whose wrong answers nobody has written yet.
var missing []string

func get(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// look opens what checks may call, so that `go test` runs anew where it changed.
func look(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"../../lib", "../../datasets", "../../notebooks/weights"} {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := os.Open(path)
			if err == nil {
				err = f.Close()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Every exercise tells the usual mistakes from a solution.
func TestAnswers(t *testing.T) {
	look(t)
	paths, err := filepath.Glob(sources + "*.md")
	if err != nil || len(paths) < 9 {
		t.Fatalf("%d lessons, %v", len(paths), err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		number, _, _ := strings.Cut(name, "_")
		if !exercise.MatchString(get(t, path)) {
			continue // a lesson that asks nothing
		}
		_, err := os.Stat(sources + "wrong/" + name)
		if waits := slices.Contains(missing, number); err != nil && waits {
			continue
		} else if err == nil && waits {
			t.Errorf("wrong/%s is there: take %s out of missing", name, number)
		} else if err != nil {
			t.Errorf("the lesson has no wrong answers: write %s", err)
			continue
		}
		t.Run(number, func(t *testing.T) {
			t.Parallel()
			l, err := read(get(t, path), get(t, sources+"solutions/"+name), get(t, sources+"wrong/"+name))
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range l.problems(t) {
				t.Error(line)
			}
		})
	}
}

const (
	lesson = "```go\nimport (\n\t\"fmt\"\n\n\t\"seminar.example/lib/show\"\n)\n\n// unit is not what it will be.\nfunc unit() string { return \"\" }\n\nvar _ = never()\n```\n\n" +
		"**9.1** Write `double`.\n\n```go\nfunc double(x int) int {\n\treturn x // ← yours\n}\n```\n\n" +
		"```go\nfunc unit() string { return \" m\" }\n```\n\n" +
		"```go\n// twice doubles 3.\nfunc twice() string { return fmt.Sprint(double(3)) + unit() }\n\n%%\nproblem := \"\"\nif got := twice(); got != \"6 m\" {\n\tproblem = \"expected 6 m, got \" + got\n}\n" +
		"show.Exercise(\"9.1\", problem)\n```\n"
	solutions = "```go\nimport \"fmt\"\n\nconst two = 2\n\nfunc double(x int) int { return two * x }\n\nfunc unit() string { return \"not the lesson's\" }\n```\n\n```go\n%%\nshow.Exercise(\"9.1\", \"\")\n```\n"
	wrong     = "# Wrong answers\n\n## 9.1\n\n> got 9 m\n\n```go\nimport \"math\"\n\nfunc double(x int) int { return int(math.Pow(float64(x), 2)) }\n```\n\n> got 5\n\n```go\nfunc double(x int) int { return more(x) }\n\nfunc more(x int) int { return x + 2 }\n```\n"
)

// A lesson of one exercise: what is declared again takes the place of the earlier
// one, only what the check needs is compiled, and each fault is found.
func TestFaultsAreFound(t *testing.T) {
	for _, c := range []struct{ name, lesson, solutions, wrong, want string }{
		{"none", lesson, solutions, wrong, ""},
		{"a mistake is solved", lesson, solutions, wrong + "\n> got 6\n\n```go\nfunc double(x int) int { return x + x }\n```\n", "9.1, wrong answer 3: ✓ exercise 9.1 is solved"},
		{"another hint", lesson, solutions, strings.Replace(wrong, "> got 5", "> got 7", 1), "9.1, wrong answer 2: says “… exercise 9.1: not yet. expected 6 m, got 5 m”, expected “got 7” in it"},
		{"a mistake panics", lesson, solutions, strings.Replace(wrong, "more(x) }", "[]int{}[x] }", 1), "9.1, wrong answer 2: panics: runtime error: index out of range"},
		{"the starter is solved", strings.Replace(lesson, "x // ← yours", "2 * x", 1), solutions, wrong, "9.1, the starter: ✓ exercise 9.1 is solved"},
		{"no solution", lesson, strings.Replace(solutions, "two = 2", "two = 3", 1), wrong, "9.1, the solution: says “… exercise 9.1: not yet. expected 6 m, got 9 m”, expected “is solved” in it"},
		{"an exercise without mistakes", lesson, solutions, "# None\n", "9.1 has no wrong answers"},
		{"no such exercise", lesson, solutions, strings.Replace(wrong, "9.1", "9.2", 1), "there is no exercise 9.2"},
		{"no hint", lesson, solutions, strings.Replace(wrong, "> got 9 m", "", 1), "9.1: wrong answer 1 has no hint above it"},
		{"a mistake of another name", lesson, solutions, strings.Replace(wrong, "func double(x int) int { return more(x) }", "func doubel() {}", 1), "9.1: wrong answer 2 does not declare double"},
		{"a mistake that is no Go", lesson, solutions, strings.Replace(wrong, "more(x) }", "more(x }", 1), "9.1: wrong answer 2: "},
		{"a mistake that does not compile", lesson, solutions, strings.Replace(wrong, "more(x) }", "less(x) }", 1), "undefined: less"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var found []string
			if l, err := read(c.lesson, c.solutions, c.wrong); err != nil {
				found = []string{err.Error()}
			} else {
				found = l.problems(t)
			}
			if all := strings.Join(found, "\n"); c.want == "" && all != "" || !strings.Contains(all, c.want) || c.want != "" && len(found) != 1 {
				t.Errorf("found %q, expected %q", found, c.want)
			}
		})
	}
}
