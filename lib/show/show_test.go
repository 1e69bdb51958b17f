package show

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"seminar.example/lib/plot"
)

// printed is what f writes to the standard output.
func printed(t *testing.T, f func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	defer func() { os.Stdout = stdout }()
	f()
	w.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func sine() (*plot.Figure, error) {
	return plot.Curves{Name: "99-line", Title: "A line rises", Alt: "A rising line.", XLabel: "x (no unit)", YLabel: "y (no unit)",
		Lines: []plot.Line{{Label: "y", X: []float64{0, 1}, Y: []float64{0, 1}}}}.Figure()
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		value, low, high float64
		want             string
		fails            bool
	}{
		{0.13234, 0.125, 0.14, "✓ x  0.1323  expected 0.125–0.14\n", false},
		{0.125, 0.125, 0.14, "✓ x  0.125  expected 0.125–0.14\n", false}, // both ends belong to the band
		{0.14, 0.125, 0.14, "✓ x  0.14  expected 0.125–0.14\n", false},
		{0.1401, 0.125, 0.14, "✗ x  0.1401  expected 0.125–0.14\n", true},
		{219891, 219891, 219891, "✓ x  219891  expected 219891\n", false},
		{math.NaN(), 0, 1, "✗ x  NaN  expected 0–1\n", true},
		{math.Inf(1), 0, 1, "✗ x  +Inf  expected 0–1\n", true},
	} {
		status := 0
		exit = func(code int) { status = code }
		got := printed(t, func() { Check("x", c.value, c.low, c.high) })
		if got != c.want || (status == 1) != c.fails {
			t.Errorf("%v in %v–%v: %q, status %d; expected %q", c.value, c.low, c.high, got, status, c.want)
		}
	}
	t.Setenv(ChecksVar, "report")
	exit = func(code int) { t.Error("a ✗ fails the cell although it is only to be reported") }
	printed(t, func() { Check("x", 2, 0, 1) })
	exit = os.Exit
}

func TestExercise(t *testing.T) {
	for _, c := range []struct {
		name, value, problem, want string
		status                     int
	}{
		{"", "", "", "✓ exercise 4.1 is solved\n", 0},
		{"", "", "Look again.", "… exercise 4.1: not yet. Look again.\n", 0},
		{ChecksVar, "report", "Look again.", "… exercise 4.1: not yet. Look again.\n", 0},
		{ChecksVar, "grade", "Look again.", "… exercise 4.1: not yet. Look again.\n", 1},
		{ChecksVar, "grade", "", "✓ exercise 4.1 is solved\n", 0},
		{"NBGRADER_EXECUTION", "autograde", "Look again.", "… exercise 4.1: not yet. Look again.\n", 1},
		{"NBGRADER_EXECUTION", "validate", "Look again.", "… exercise 4.1: not yet. Look again.\n", 1},
		{"NBGRADER_EXECUTION", "autograde", "", "✓ exercise 4.1 is solved\n", 0},
	} {
		t.Run(c.name+c.value, func(t *testing.T) {
			t.Setenv(ChecksVar, "")
			t.Setenv(graderVar, "")
			if c.name != "" {
				t.Setenv(c.name, c.value)
			}
			status := 0
			exit = func(code int) { status = code }
			defer func() { exit = os.Exit }()
			if got := printed(t, func() { Exercise("4.1", c.problem) }); got != c.want || status != c.status {
				t.Errorf("%q: %q, status %d; expected %q, %d", c.problem, got, status, c.want, c.status)
			}
		})
	}
}

func TestFigureWritesFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "figures")
	t.Setenv(FiguresVar, dir)
	var err error
	if got := printed(t, func() { err = Figure(sine()) }); got != "figure 99-line: A line rises\n" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	content := map[string][]byte{}
	for _, ext := range []string{".png", ".svg", ".csv"} {
		if content[ext], err = os.ReadFile(filepath.Join(dir, "99-line"+ext)); err != nil {
			t.Fatal(err)
		}
	}
	picture, err := png.Decode(bytes.NewReader(content[".png"]))
	if err != nil || picture.Bounds().Dx() < 1880 {
		t.Errorf("PNG: %v wide, %v: expected 16 cm at 300 dpi", picture.Bounds().Dx(), err)
	}
	if !bytes.Contains(content[".svg"], []byte("A rising line.")) {
		t.Error("the SVG has no alt text")
	}
	if lines := strings.Count(string(content[".csv"]), "\n"); lines < 3 {
		t.Errorf("CSV of %d lines, expected a header and two points", lines)
	}
}

func TestFigureErrors(t *testing.T) {
	bad := errors.New("bad figure")
	if err := Figure(nil, bad); err != bad {
		t.Errorf("error %v, expected the one given", err)
	}
	if err := Figure(nil, nil); err == nil {
		t.Error("no figure is no error")
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv(FiguresVar, blocked)
	if err := Figure(sine()); err == nil || !strings.Contains(err.Error(), "99-line") {
		t.Errorf("unwritable folder: %v", err)
	}
}

// A figure for which there is no room is an error, and the one before it stays. A
// limit on the size of files stands for a full disk; the test runs itself under it.
func TestFigureOnFullDisk(t *testing.T) {
	if os.Getenv(FiguresVar) != "" && os.Getenv("FULL") != "" {
		signal.Ignore(syscall.Signal(25)) // SIGXFSZ: then writing fails as on a full disk
		fmt.Println(Figure(sine()))
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("the limit and its signal are Linux's")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "99-line.png"), []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", `ulimit -f 8; exec "$0" -test.run=TestFigureOnFullDisk`, os.Args[0])
	cmd.Env = append(os.Environ(), "FULL=1", FiguresVar+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "file too large") {
		t.Errorf("%s, %v; expected an error that says why", out, err)
	}
	if after, err := os.ReadFile(filepath.Join(dir, "99-line.png")); err != nil || string(after) != "old" {
		t.Errorf("the file holds %.20q, expected what it held; %v", after, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v is left, %v; expected the old file alone", left, err)
	}
	t.Setenv(FiguresVar, dir)
	if err := Figure(sine()); err != nil {
		t.Error(err)
	}
}

// Where several formats fail, the first is reported: PNG, SVG, CSV.
func TestFigureReportsTheFirstFault(t *testing.T) {
	dir := t.TempDir()
	for _, ext := range []string{".png", ".svg", ".csv"} { // a folder cannot be replaced
		if err := os.MkdirAll(filepath.Join(dir, "99-line"+ext, "in it"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(FiguresVar, dir)
	for range 8 {
		if err := Figure(sine()); err == nil || !strings.Contains(err.Error(), "99-line.png") {
			t.Fatalf("%v; expected the fault of the PNG", err)
		}
	}
}

func TestTable(t *testing.T) {
	var err error
	got := printed(t, func() { err = Table([]string{"model", "MSE"}, []string{"PCA-10", "0.1363"}, []string{"AE", "−1"}) })
	want := "model   MSE\nPCA-10  0.1363\nAE          −1\n"
	if got != want || err != nil {
		t.Errorf("%q, %v; expected %q", got, err, want)
	}
	if err := Table([]string{"a", "b"}, []string{"1"}); err == nil {
		t.Error("a short row is no error")
	}
}

// display is a Progress whose clock the test turns.
func display() (*Progress, *bytes.Buffer, func(d time.Duration)) {
	out, at := &bytes.Buffer{}, time.Unix(0, 0)
	p := &Progress{out: out, now: func() time.Time { return at }}
	return p, out, func(d time.Duration) { at = at.Add(d) }
}

func TestProgress(t *testing.T) {
	p, out, wait := display()
	p.Begin(2, 10)
	for step := range 10 {
		wait(time.Second / 5)
		p.Step(1, step+1, 0.5/float64(step+1))
	}
	p.Say("2 epochs of 10 steps")
	p.Epoch(1, 0.25, 0.125)
	if got, want := p.status(), "epoch 1 of 2 · 5 steps/s · 2 s left · loss: train 0.2500, test 0.1250"; got != want {
		t.Errorf("half way: %q, expected %q", got, want)
	}
	html := p.html()
	for _, part := range []string{"width:50.0%", "<svg", "test 0.1250", "2 epochs of 10 steps", "currentColor"} {
		if !strings.Contains(html, part) {
			t.Errorf("half way: the display has no %q", part)
		}
	}
	for step := range 10 {
		wait(time.Second / 5)
		p.Step(2, step+1, 0.05)
	}
	p.Epoch(2, 0.05, 0.04)
	p.End()
	if got, want := out.String(), "2 epochs of 10 steps\nepoch 2 of 2, done in 4 s · 5 steps/s · loss: train 0.0500, test 0.0400\n"; got != want {
		t.Errorf("printed %q, expected %q", got, want)
	}
	if p.text() != strings.TrimSuffix(out.String(), "\n") {
		t.Errorf("the display's text %q is not what is printed", p.text())
	}
}

func TestProgressStopped(t *testing.T) {
	p, out, wait := display()
	p.Begin(3, 10)
	wait(time.Second)
	p.Step(1, 4, 0.5)
	p.End()
	if got := out.String(); !strings.HasPrefix(got, "epoch 1 of 3, step 4 of 10, stopped after 1 s") {
		t.Errorf("printed %q", got)
	}
}

// In a terminal one line changes; what was said stays above it.
func TestProgressTerminal(t *testing.T) {
	p, out, wait := display()
	p.terminal = true
	p.Begin(1, 2)
	p.Step(1, 1, 0.5)
	wait(time.Second)
	p.Step(1, 2, 0.4)
	p.Epoch(1, 0.45, 0.3)
	p.End()
	if got := out.String(); strings.Count(got, "\n") != 1 || strings.Count(got, "\r") < 3 || !strings.HasSuffix(got, "test 0.3000\n") {
		t.Errorf("printed %q, expected one line in the end", got)
	}
}

// Numbers that cannot be drawn leave the drawing out, never a broken one.
func TestCurveOfOddLosses(t *testing.T) {
	for name, losses := range map[string][]float64{
		"none": nil, "one": {0.5}, "zero": {0, 0}, "NaN": {0.5, math.NaN()}, "infinite": {0.5, math.Inf(1)}, "negative": {-1, 1},
	} {
		c := curve{every: 1}
		for i, l := range losses {
			c.addStep(float64(i), l)
		}
		if svg := c.svg(2); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: %s", name, svg)
		}
	}
}
