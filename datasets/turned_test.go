package datasets

import (
	"slices"
	"strings"
	"testing"
)

// emnist are the first n test images of MNIST as EMNIST's files keep them: rows and
// columns exchanged. label gives each image another label.
func emnist(t *testing.T, n int, label func(digit uint8, i int) uint8) files {
	t.Helper()
	images := gunzip(t, module(t, "t10k-images-idx3-ubyte.gz"))[16:]
	labels := gunzip(t, module(t, "t10k-labels-idx1-ubyte.gz"))[8:]
	im, lb := idx([]int{n, 28, 28}, 0), idx([]int{n}, 0)
	for i := range n {
		lb[8+i] = label(labels[i], i)
		for p := range 784 {
			im[16+784*i+p%28*28+p/28] = images[784*i+p]
		}
	}
	return files{"emnist-balanced-test-images-idx3-ubyte.gz": gz(t, im), "emnist-balanced-test-labels-idx1-ubyte.gz": gz(t, lb)}
}

// Sets in EMNIST's layout open, with classes from the data; the notice says that the
// images lie on their side, and Turned sets them upright.
func TestEMNIST(t *testing.T) {
	for name, c := range map[string]struct {
		label       func(digit uint8, i int) uint8
		first, last uint8
		classes     int
	}{
		"balanced": {func(_ uint8, i int) uint8 { return uint8(i % 47) }, 0, 46, 47},
		"letters":  {func(_ uint8, i int) uint8 { return uint8(1 + i%26) }, 1, 26, 26},
		"all":      {func(_ uint8, i int) uint8 { return uint8(i) }, 0, 255, 256},
	} {
		im, err := Other(folder(t, name, emnist(t, 1000, c.label)), Test)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		labels := im.Classes()
		if len(labels) != c.classes || labels[0] != c.first || labels[len(labels)-1] != c.last || len(im.FirstOfEach()) != c.classes {
			t.Errorf("%s: classes %v, first of each %v", name, labels, im.FirstOfEach())
		}
		if !strings.Contains(im.Notice, ".Turned()") || !strings.Contains(im.Notice, "not MNIST") || strings.Contains(im.Notice, "\n") {
			t.Errorf("%s: notice %q", name, im.Notice)
		}
		up := im.Turned()
		mnist, err := MNIST(Test)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(up.X, mnist.X[:1000*784]) || strings.Contains(up.Notice, "Turned") || !strings.Contains(up.Notice, "not MNIST") {
			t.Errorf("%s: turned, not MNIST's pixels, or notice %q", name, up.Notice)
		}
		if !slices.Equal(up.Turned().X, im.X) {
			t.Errorf("%s: turned twice is not the same", name)
		}
	}
}

// Upright tells what lies on its side from what does not, also for signs that the
// digits it compares with do not show; and says nothing of figures without a side.
func TestUpright(t *testing.T) {
	mnist, err := MNIST(Test)
	if err != nil {
		t.Fatal(err)
	}
	of := func(x []float32) *Images { return &Images{N: len(x) / 784, Rows: 28, Cols: 28, X: x} }
	late := of(mnist.X[5000*784 : 6000*784])
	g, err := Generate(200, OnlyRotation, 1)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := g.Upright()
	if err != nil || figures < 0.4 || figures > 0.6 {
		t.Errorf("figures at all angles: %v upright, expected about half (%v)", figures, err)
	}
	for name, c := range map[string]struct {
		im        *Images
		low, high float64
	}{"digits": {late, 0.9, 1}, "turned": {late.Turned(), 0, 0.1}} {
		if got, err := c.im.Upright(); err != nil || got < c.low || got > c.high {
			t.Errorf("%s: %v upright, expected %v to %v (%v)", name, got, c.low, c.high, err)
		}
	}
	// Each digit against the nine others, as letters are against all ten.
	sum := 0.0
	for _, label := range mnist.Classes() {
		var others []float32
		for i := range 500 {
			if mnist.Labels[i] != label {
				others = append(others, mnist.Image(i)...)
			}
		}
		rows, err := Rows(mnist.X, 784, mnist.Of(label)[100:150])
		if err != nil {
			t.Fatal(err)
		}
		sum += of(rows).uprightAgainst(others) / 10
	}
	if t.Logf("digits of a kind that is left out: %.3f upright; figures %.3f", sum, figures); sum < 0.75 {
		t.Errorf("digits of a kind that is left out: %.3f upright, expected 0.75 at least", sum)
	}
	_, err = (&Images{}).Upright()
	wantError(t, err, "expected at least one of 28×28")
}

func TestNameOf(t *testing.T) {
	im := &Images{Names: []string{"", "A", "B"}}
	for label, want := range map[uint8]string{0: "0", 1: "A", 2: "B", 46: "46"} {
		if got := im.NameOf(label); got != want {
			t.Errorf("label %d is called %q, expected %q", label, got, want)
		}
	}
}
