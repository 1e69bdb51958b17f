package datasets

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"seminar.example/lib/say"
)

// file is one idx file, read, unpacked and converted.
type file struct {
	path string
	name string            // "train-images", as a key of sums
	sum  [sha256.Size]byte // of the content
	is   string            // which of MNIST's files has this sum, "" if none
	dims []int
	data []byte
	x    []float32 // data/255, for images
}

// pair holds the two files of a split.
type pair struct {
	split          Split
	images, labels *file
}

// readPair reads the two files of a split from dir, both at a time, and checks
// their form: 28×28 images, as many labels.
func readPair(dir string, split Split) (*pair, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, say.Errorf("%s is not a folder that can be opened", dir)
	}
	p := &pair{split: split}
	var imagesErr, labelsErr error
	var both sync.WaitGroup
	both.Go(func() { p.images, imagesErr = readFile(dir, split, magicImages) })
	both.Go(func() { p.labels, labelsErr = readFile(dir, split, magicLabels) })
	both.Wait()
	if imagesErr != nil {
		return nil, imagesErr
	}
	if labelsErr != nil {
		return nil, labelsErr
	}
	if d := p.images.dims; d[1] != side || d[2] != side {
		return nil, say.Errorf("%s holds images of %d×%d pixels, expected %d×%d", p.images.path, d[1], d[2], side, side)
	}
	if n, m := p.images.dims[0], p.labels.dims[0]; n != m {
		return nil, say.Errorf("%s holds %d images but %s %d labels: the files do not belong together", p.images.path, n, p.labels.path, m)
	}
	return p, nil
}

// result returns the pair as Images; the caller sets the name.
func (p *pair) result() *Images {
	return &Images{
		Split:  p.split,
		Source: filepath.Dir(p.images.path),
		N:      p.images.dims[0],
		Rows:   side,
		Cols:   side,
		X:      p.images.x,
		Labels: p.labels.data,
	}
}

// readFile reads the file of one kind, finding it under the names in use.
//
// While it unpacks, a second goroutine sums and converts what has come: the
// content is summed and turned into float32 in hardly more time than unpacking
// takes.
func readFile(dir string, split Split, magic uint32) (*file, error) {
	f := &file{name: string(split) + "-" + kind(magic)}
	var err error
	if f.path, err = find(dir, f.name, int(magic&0xff)); err != nil {
		return nil, err
	}
	if info, err := os.Stat(f.path); err == nil && info.Size() > maxContent {
		return nil, say.Errorf("%s has %d bytes, expected at most %d", f.path, info.Size(), maxContent)
	}
	packed, err := os.ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	header, hint := 4+4*int(magic&0xff), unpackedSize(packed, maxContent)

	chunks := make(chan []byte, 64)
	var done sync.WaitGroup
	done.Go(func() {
		hash := sha256.New()
		if magic == magicImages {
			f.x = make([]float32, 0, hint)
		}
		for chunk := range chunks {
			hash.Write(chunk)
			if magic == magicImages {
				f.x = appendUnit(f.x, chunk)
			}
		}
		hash.Sum(f.sum[:0])
	})
	content, err := unpack(packed, hint, maxContent, func(chunk []byte) { chunks <- chunk })
	close(chunks)
	done.Wait()
	if err == nil {
		f.dims, f.data, err = parseIDX(content, magic)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	if magic == magicImages {
		f.x = f.x[header:] // the header went through the table with the rest
	}
	f.is = mnistOf(f.sum)
	return f, nil
}

// appendUnit appends every byte of p, as p/255 in float32, to x.
func appendUnit(x []float32, p []byte) []float32 {
	for _, b := range p {
		x = append(x, unitOf[b])
	}
	return x
}

// unitOf holds p/255 in float32, as PyTorch's ToTensor computes it.
var unitOf = func() (t [256]float32) {
	for p := range t {
		t[p] = float32(p) / 255
	}
	return t
}()

// find returns the path of a file in dir under one of the names in use. Some
// archives unpack each file into a folder of its own name: that is looked into.
func find(dir, name string, dims int) (string, error) {
	tail := fmt.Sprintf("idx%d-ubyte", dims)
	for _, n := range []string{name + "-" + tail, name + "." + tail} {
		for _, candidate := range []string{n, n + ".gz", filepath.Join(n, n)} {
			path := filepath.Join(dir, candidate)
			if info, err := os.Stat(path); err == nil && !info.IsDir() {
				return path, nil
			}
		}
	}
	set, err := findOfSet(dir, name, tail)
	if set != "" || err != nil {
		return set, err
	}
	return "", say.Errorf("%s: expected %s-%s or %s.%s, with or without .gz; found %s", dir, name, tail, name, tail, listing(dir))
}

// findOfSet looks for a name that begins with the set's, as EMNIST's files have it:
// emnist-letters-train-images-idx3-ubyte; the test files are called so.
func findOfSet(dir, name, tail string) (path string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	ends := []string{"-" + name + "-" + tail, "-" + strings.Replace(name, string(Test), "test", 1) + "-" + tail}
	found := map[string]string{} // by the name without .gz
	for _, e := range entries {
		base := strings.TrimSuffix(e.Name(), ".gz")
		if !e.IsDir() && (strings.HasSuffix(base, ends[0]) || strings.HasSuffix(base, ends[1])) && found[base] == "" {
			found[base], path = e.Name(), filepath.Join(dir, e.Name())
		}
	}
	if len(found) > 1 {
		return "", say.Errorf("%s holds %s: give each data set a folder of its own", dir, strings.Join(slices.Sorted(maps.Keys(found)), ", "))
	}
	return path, nil
}

// listing names the first files of a folder, for a message.
func listing(dir string) string {
	entries, err := os.ReadDir(dir)
	switch {
	case err != nil:
		return say.T("a folder that cannot be read")
	case len(entries) == 0:
		return say.T("an empty folder")
	}
	var names []string
	for _, e := range entries[:min(len(entries), 8)] {
		names = append(names, e.Name())
	}
	if len(entries) > len(names) {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}
