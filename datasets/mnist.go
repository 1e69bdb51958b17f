package datasets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"seminar.example/lib/say"
)

// side is the height and the width of an image of MNIST's form.
const side = 28

// sums are the SHA-256 sums of the content of MNIST's four files, unpacked.
var sums = map[string]string{
	"train-images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
	"train-labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
	"t10k-images":  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
	"t10k-labels":  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

// mnistOf returns which of MNIST's files has the SHA-256 sum, "" if none.
func mnistOf(sum [sha256.Size]byte) string {
	found := hex.EncodeToString(sum[:])
	for stem, want := range sums {
		if found == want {
			return stem
		}
	}
	return ""
}

// MNIST returns one split of MNIST: 28×28 images of handwritten digits, 60 000
// for [Train], 10 000 for [Test], pixels in [0,1].
//
// The folder that SEMINAR_DATA names comes first; it holds the files gzipped or
// not, as train-images-idx3-ubyte or train-images.idx3-ubyte, with or without
// .gz. Without SEMINAR_DATA the data of the Go module is used. Nothing is
// converted or kept on disk.
//
// It fails if a file is missing, damaged or not MNIST's by its SHA-256. A
// folder in SEMINAR_DATA that is wrong is an error: there is no silent change
// to the module's data.
//
// Cost: about 0.3 s and 235 MB for Train, 0.06 s and 40 MB for Test.
// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
// Introduced in notebook 00.
func MNIST(split Split) (*Images, error) {
	if err := split.check(); err != nil {
		return nil, fmt.Errorf("datasets: MNIST: %w", err)
	}
	dir, what, advice := os.Getenv("SEMINAR_DATA"), "MNIST", ""
	if dir != "" {
		if abs, err := filepath.Abs(dir); err == nil {
			dir = abs // a notebook's working folder is not what a reader expects
		}
		what += say.Sprintf(" in SEMINAR_DATA=%s", dir)
		advice = say.T("correct the folder, or unset SEMINAR_DATA to use the copy that comes with the Go modules")
	} else {
		var err error
		if dir, err = moduleData(); err != nil {
			return nil, fmt.Errorf("datasets: MNIST: %w", err)
		}
		advice = say.Sprintf("delete %s and run `go mod download`", filepath.Dir(dir))
	}
	p, err := readPair(dir, split)
	if err == nil {
		err = p.checkMNIST()
	}
	if err != nil {
		return nil, say.Errorf("datasets: %s: %w; %s", what, err, advice)
	}
	im := p.result()
	im.Name = "MNIST"
	return im, nil
}

// Other returns one split of a data set of MNIST's form, as Fashion-MNIST, KMNIST
// and EMNIST: idx files of 28×28 grey images and of labels 0..255 in the folder dir,
// under MNIST's file names or EMNIST's, such as emnist-letters-test-images-idx3-ubyte.
// The classes are the labels that occur; Names may be set to what they are called.
//
// Name is the folder's name and Notice says that this is not MNIST; if both
// files are MNIST's by their SHA-256, Name is "MNIST" and Notice is empty. Where the
// images seem to have rows and columns exchanged (see [Images.Upright]), Notice says
// so, and [Images.Turned] sets them upright.
//
// It fails if a file is missing, damaged or of another form. What the images
// show cannot be checked.
//
// Cost: as [MNIST], and 0.2 s. Introduced in notebook 04.
func Other(dir string, split Split) (*Images, error) {
	if err := split.check(); err != nil {
		return nil, fmt.Errorf("datasets: other: %w", err)
	}
	if dir == "" {
		return nil, say.Errorf("datasets: other: no folder given, expected the folder with the data's idx files")
	}
	p, err := readPair(dir, split)
	if err != nil {
		return nil, fmt.Errorf("datasets: other: %w", err)
	}
	if err := p.swapped(); err != nil {
		return nil, fmt.Errorf("datasets: other: %w", err)
	}
	im := p.result()
	if p.checkMNIST() == nil {
		im.Name = "MNIST"
		return im, nil
	}
	im.Name = folderName(dir)
	im.Notice = say.Sprintf("This is %s from %s, not MNIST: the numbers of the lessons do not apply.", im.Name, dir)
	if im.seemsTurned() {
		im.Notice += turnedHint()
	}
	return im, nil
}

// folderName returns the name of a folder; a folder called "raw", as PyTorch
// makes them, has the name of its parent.
func folderName(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if filepath.Base(dir) == "raw" {
		dir = filepath.Dir(dir)
	}
	return filepath.Base(dir)
}

// check reports a Split that is neither Train nor Test.
func (s Split) check() error {
	if s != Train && s != Test {
		return say.Errorf("split %q, expected datasets.Train (%q) or datasets.Test (%q)", string(s), string(Train), string(Test))
	}
	return nil
}

// swapped reports a file that is MNIST's, but another one than its name says.
func (p *pair) swapped() error {
	for _, f := range []*file{p.images, p.labels} {
		if f.is != "" && f.is != f.name {
			return say.Errorf("%s holds MNIST's %s, expected %s: the files may be swapped", f.path, f.is, f.name)
		}
	}
	return nil
}

// checkMNIST reports whether both files are MNIST's files of this split.
func (p *pair) checkMNIST() error {
	if err := p.swapped(); err != nil {
		return err
	}
	if p.images.is == "" && p.labels.is == "" {
		return say.Errorf("%s and %s are of MNIST's form (%d images) but not MNIST: if this data is meant, open it with datasets.Other(%q, split)",
			p.images.path, filepath.Base(p.labels.path), p.images.dims[0], filepath.Dir(p.images.path))
	}
	for _, f := range []*file{p.images, p.labels} {
		if f.is == "" {
			return say.Errorf("%s is damaged or not MNIST's: SHA-256 of its content is %x, expected %s", f.path, f.sum, sums[f.name])
		}
	}
	return nil
}
