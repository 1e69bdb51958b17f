package datasets

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMNIST(t *testing.T) {
	t.Setenv("SEMINAR_DATA", "")
	for _, c := range []struct {
		split  Split
		n      int
		mean   float64  // of all pixels, by numpy 2.4.6 in float64; PyTorch's MNIST example has 0.1307 for Train
		labels [10]int  // numpy.bincount(labels)
		first  [5]uint8 // labels[:5]
	}{
		{Train, 60000, 0.1306605, [10]int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, [5]uint8{5, 0, 4, 1, 9}},
		{Test, 10000, 0.1325146, [10]int{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, [5]uint8{7, 2, 1, 0, 4}},
	} {
		im, err := MNIST(c.split)
		if err != nil {
			t.Fatal(err)
		}
		if im.Name != "MNIST" || im.Notice != "" || im.Split != c.split {
			t.Errorf("%s: name %q, notice %q, split %q", c.split, im.Name, im.Notice, im.Split)
		}
		if im.N != c.n || im.Rows != 28 || im.Cols != 28 || len(im.X) != c.n*784 || len(im.Labels) != c.n {
			t.Fatalf("%s: %d images %d×%d, %d numbers, %d labels", c.split, im.N, im.Rows, im.Cols, len(im.X), len(im.Labels))
		}
		var sum float64
		for _, v := range im.X {
			if v < 0 || v > 1 {
				t.Fatalf("%s: pixel %v outside [0,1]", c.split, v)
			}
			sum += float64(v)
		}
		if mean := sum / float64(len(im.X)); mean < c.mean-1e-6 || mean > c.mean+1e-6 {
			t.Errorf("%s: mean pixel %.7f, expected %.7f", c.split, mean, c.mean)
		}
		var counts [10]int
		for _, label := range im.Labels {
			counts[label]++
		}
		if counts != c.labels || [5]uint8(im.Labels) != c.first {
			t.Errorf("%s: label counts %v, first %v", c.split, counts, im.Labels[:5])
		}
	}
}

// TestFolder opens MNIST from folders as people have them.
func TestFolder(t *testing.T) {
	images, labels := module(t, "t10k-images-idx3-ubyte.gz"), module(t, "t10k-labels-idx1-ubyte.gz")
	rawImages, rawLabels := gunzip(t, images), gunzip(t, labels)
	for name, files := range map[string]files{
		"gzipped":                   {"t10k-images-idx3-ubyte.gz": images, "t10k-labels-idx1-ubyte.gz": labels},
		"raw":                       {"t10k-images-idx3-ubyte": rawImages, "t10k-labels-idx1-ubyte": rawLabels},
		"raw, dots":                 {"t10k-images.idx3-ubyte": rawImages, "t10k-labels.idx1-ubyte": rawLabels},
		"raw, named .gz":            {"t10k-images-idx3-ubyte.gz": rawImages, "t10k-labels.idx1-ubyte.gz": rawLabels},
		"gzipped, not named so":     {"t10k-images.idx3-ubyte": images, "t10k-labels-idx1-ubyte": labels},
		"in folders of their names": {"t10k-images-idx3-ubyte/t10k-images-idx3-ubyte": rawImages, "t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte": rawLabels},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, "data", files)
			t.Setenv("SEMINAR_DATA", dir)
			for open, f := range map[string]func() (*Images, error){
				"MNIST": func() (*Images, error) { return MNIST(Test) },
				"Other": func() (*Images, error) { return Other(dir, Test) },
			} {
				im, err := f()
				if err != nil {
					t.Fatalf("%s: %v", open, err)
				}
				if im.Name != "MNIST" || im.Notice != "" || im.N != 10000 || im.Image(0)[7*28+6] != 84./255 {
					t.Errorf("%s: %q, %q, n = %d, pixel (7, 6) of image 0 is %v", open, im.Name, im.Notice, im.N, im.Image(0)[7*28+6])
				}
				if !strings.HasPrefix(im.Source, dir) {
					t.Errorf("%s: source %s, expected %s", open, im.Source, dir)
				}
			}
		})
	}
}

// TestOther opens a small data set that is not MNIST.
func TestOther(t *testing.T) {
	made := files{
		"train-images-idx3-ubyte": idx([]int{3, 28, 28}, 1),
		"train-labels-idx1-ubyte": idx([]int{3}, 9),
	}
	for folderName, name := range map[string]string{"Fashion": "Fashion", "KMNIST/raw": "KMNIST"} {
		dir := folder(t, folderName, made)
		im, err := Other(dir, Train)
		if err != nil {
			t.Fatal(err)
		}
		if im.Name != name || im.N != 3 || im.X[0] != 1./255 || im.Labels[2] != 9 || len(im.Image(2)) != 784 {
			t.Errorf("%q: n = %d, X[0] = %v, labels %v", im.Name, im.N, im.X[0], im.Labels)
		}
		if !strings.Contains(im.Notice, "not MNIST") || !strings.Contains(im.Notice, name) {
			t.Errorf("notice %q", im.Notice)
		}
	}
}

// TestVersion compares the version that is looked for with go.mod's.
func TestVersion(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if want := modulePath + " " + moduleVersion; !strings.Contains(string(mod), want) {
		t.Errorf("go.mod does not require %q", want)
	}
}
