package datasets

import (
	"bytes"
	"strings"
	"testing"
)

// TestFaults gives every fault that people have met and the words that its
// message must hold: which file, what was expected, what was found.
func TestFaults(t *testing.T) {
	const imagesName, labelsName = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
	imagesGz, labelsGz := module(t, imagesName+".gz"), module(t, labelsName+".gz")
	images, labels := gunzip(t, imagesGz), gunzip(t, labelsGz)
	flipped := bytes.Clone(images)
	flipped[5000] ^= 1
	brokenGz := bytes.Clone(imagesGz)
	brokenGz[len(brokenGz)-6] ^= 1 // in the stream's checksum

	for name, c := range map[string]struct {
		files files
		words []string
	}{
		"empty folder":       {files{}, []string{"expected " + imagesName, "t10k-images.idx3-ubyte", "found an empty folder"}},
		"no labels":          {files{imagesName: images}, []string{"expected " + labelsName, "found " + imagesName}},
		"empty file":         {files{imagesName: {}, labelsName: labels}, []string{imagesName, "is empty"}},
		"truncated":          {files{imagesName: images[:1000], labelsName: labels}, []string{imagesName, "truncated", "[10000 28 28]", "found 984"}},
		"truncated gzip":     {files{imagesName: imagesGz[:1000], labelsName: labels}, []string{imagesName, "truncated", "gzip"}},
		"only gzip's magic":  {files{imagesName: imagesGz[:5], labelsName: labels}, []string{imagesName, "gzip header"}},
		"damaged gzip":       {files{imagesName: brokenGz, labelsName: labels}, []string{imagesName, "damaged", "checksum"}},
		"header only":        {files{imagesName: images[:10], labelsName: labels}, []string{imagesName, "truncated"}},
		"three bytes":        {files{imagesName: images, labelsName: labels[:3]}, []string{labelsName, "too short"}},
		"too long":           {files{imagesName: images, labelsName: append(bytes.Clone(labels), 0)}, []string{labelsName, "too long", "10001"}},
		"images for labels":  {files{imagesName: images, labelsName: images}, []string{labelsName, "holds images, expected labels", "swapped"}},
		"labels for images":  {files{imagesName: labels, labelsName: labels}, []string{imagesName, "holds labels, expected images", "swapped"}},
		"train for test":     {files{imagesName: images, labelsName: module(t, "train-labels-idx1-ubyte.gz")}, []string{"10000 images", "60000 labels", "belong together"}},
		"one bit":            {files{imagesName: flipped, labelsName: labels}, []string{imagesName, "damaged", "SHA-256", sums["t10k-images"]}},
		"other images":       {files{imagesName: idx([]int{10000, 28, 28}, 0), labelsName: labels}, []string{imagesName, "not MNIST's", "SHA-256"}},
		"other labels":       {files{imagesName: images, labelsName: idx([]int{10000}, 0)}, []string{labelsName, "not MNIST's", "SHA-256"}},
		"Fashion-MNIST":      {files{imagesName: idx([]int{5, 28, 28}, 0), labelsName: idx([]int{5}, 0)}, []string{"of MNIST's form (5 images) but not MNIST", "datasets.Other("}},
		"32×32":              {files{imagesName: idx([]int{5, 32, 32}, 0), labelsName: idx([]int{5}, 0)}, []string{imagesName, "32×32", "expected 28×28"}},
		"62 classes":         {files{imagesName: idx([]int{5, 28, 28}, 0), labelsName: idx([]int{5}, 61)}, []string{"of MNIST's form (5 images) but not MNIST", "datasets.Other("}},
		"two sets":           {files{"emnist-letters-test-images-idx3-ubyte": images, "emnist-digits-test-images-idx3-ubyte.gz": imagesGz}, []string{"emnist-digits-test-images-idx3-ubyte, emnist-letters", "a folder of its own"}},
		"no images":          {files{imagesName: idx([]int{0, 28, 28}, 0), labelsName: labels}, []string{imagesName, "[0 28 28]", "no data"}},
		"floats":             {files{imagesName: append([]byte{0, 0, 0x0d, 3}, images[4:]...), labelsName: labels}, []string{imagesName, "0x00000d03", "expected 0x00000803"}},
		"a web page":         {files{imagesName: []byte("<!DOCTYPE html><html><head><title>404</title>"), labelsName: labels}, []string{imagesName, "is text", "<!DOCTYPE html>"}},
		"a zip archive":      {files{imagesName: []byte("PK\x03\x04\x00\x00"), labelsName: labels}, []string{imagesName, "zip archive"}},
		"gzipped twice":      {files{imagesName: gz(t, imagesGz), labelsName: labels}, []string{imagesName, "gzipped twice"}},
		"huge header":        {files{imagesName: {0, 0, 8, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, labelsName: labels}, []string{imagesName, "truncated", "found 1"}},
		"a split's own name": {files{"train-images-idx3-ubyte": images}, []string{"expected " + imagesName, "found train-images-idx3-ubyte"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, "data", c.files)
			t.Setenv("SEMINAR_DATA", dir)
			_, err := MNIST(Test)
			wantError(t, err, append(c.words, "datasets: MNIST in SEMINAR_DATA="+dir, "unset SEMINAR_DATA")...)
		})
	}
}

// TestSwappedSplits finds MNIST's other split under a split's name.
func TestSwappedSplits(t *testing.T) {
	dir := folder(t, "data", files{
		"train-images-idx3-ubyte": module(t, "t10k-images-idx3-ubyte.gz"),
		"train-labels-idx1-ubyte": module(t, "t10k-labels-idx1-ubyte.gz"),
	})
	t.Setenv("SEMINAR_DATA", dir)
	_, err := MNIST(Train)
	wantError(t, err, "holds MNIST's t10k-images, expected train-images", "swapped")
	_, err = Other(dir, Train)
	wantError(t, err, "holds MNIST's t10k-images, expected train-images", "swapped")
}

func TestArguments(t *testing.T) {
	_, err := MNIST("test")
	wantError(t, err, `split "test"`, "datasets.Test")
	_, err = Other(t.TempDir(), "")
	wantError(t, err, `split ""`, "datasets.Train")
	_, err = Other("", Train)
	wantError(t, err, "no folder given")
	_, err = Other("no/such/folder", Train)
	wantError(t, err, "no/such/folder", "not a folder")
	t.Setenv("SEMINAR_DATA", "/no/such/folder")
	_, err = MNIST(Train)
	wantError(t, err, "SEMINAR_DATA=/no/such/folder", "not a folder", "unset SEMINAR_DATA")
}

// wantError reports an error that lacks one of the words or has several lines.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q\nlacks %q", err, w)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error of several lines: %q", err)
	}
}
