package manifold

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// saved fits a small PCA and saves it.
func saved(t testing.TB) (p *PCA, path string, data []byte) {
	t.Helper()
	p, err := FitPCA(small(), 4, 3)
	if err != nil {
		t.Fatal(err)
	}
	p.Data = "48 numbers, CRC-32C 01234567"
	path = filepath.Join(t.TempDir(), "small.pca")
	if err := p.Save(path); err != nil {
		t.Fatal(err)
	}
	data, err = os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return p, path, data
}

func TestSave(t *testing.T) {
	p, path, data := saved(t)
	if want := len(pcaMagic) + len(p.Data) + 1 + 8 + 2*4*(3+8) + 4*3 + sha256.Size; len(data) != want {
		t.Errorf("%d bytes, expected %d", len(data), want)
	}
	again, err := LoadPCA(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range p.Components { // unit vectors; but for them, nothing is rounded
		if got := again.Components[i]; math.Abs(got-v) > 0.5/math.MaxInt16 {
			t.Errorf("component number %d is %v, expected %v to half a 32767th", i, got, v)
		}
		p.Components[i] = again.Components[i]
	}
	if !reflect.DeepEqual(p, again) {
		t.Errorf("loaded %+v\nsaved %+v", again, p)
	}
	// A second Save replaces the file and leaves nothing beside it.
	if err := again.Save(path); err != nil {
		t.Fatal(err)
	}
	if second, _ := os.ReadFile(path); !bytes.Equal(second, data) {
		t.Error("saving again gives other bytes")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("%d files in the folder, expected 1: %v", len(entries), entries)
	}
}

func TestSaveErrors(t *testing.T) {
	p, path, data := saved(t)
	wantError(t, p.Save(filepath.Join(path, "x.pca")), "not a directory") // the name of a file
	wantError(t, (&PCA{D: 4, K: 3}).Save(path), "do not fit together")
	p.Data = "two\nlines"
	wantError(t, p.Save(path), `the fingerprint "two\nlines" is not one line`)
	p.Data = ""
	if after, _ := os.ReadFile(path); !bytes.Equal(after, data) {
		t.Error("a Save that failed has changed the file")
	}
	// The name is taken by a folder: the temporary file must go.
	dir := filepath.Join(t.TempDir(), "taken")
	if err := os.MkdirAll(filepath.Join(dir, "x.pca", "y"), 0o755); err != nil {
		t.Fatal(err)
	}
	wantError(t, p.Save(filepath.Join(dir, "x.pca")), "PCA.Save")
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("a failed Save leaves %v", entries)
	}
}

// TestOlder reads a file from before files held a fingerprint: the same but for it.
func TestOlder(t *testing.T) {
	_, _, data := saved(t)
	p, err := parsePCA(data)
	if err != nil {
		t.Fatal(err)
	}
	old, err := parsePCA(older(data))
	if err != nil {
		t.Fatal(err)
	}
	if p.Data = ""; !reflect.DeepEqual(p, old) {
		t.Errorf("the older file holds %+v, expected %+v", old, p)
	}
}

// TestDamage cuts a file at every length, changes every byte and lies in the
// header: each is one error.
func TestDamage(t *testing.T) {
	_, path, data := saved(t)
	if _, err := LoadPCA(path + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v, expected fs.ErrNotExist", err)
	}
	for n := range data {
		if _, err := parsePCA(data[:n]); err == nil {
			t.Errorf("cut to %d bytes: no error", n)
		}
		bad := bytes.Clone(data)
		bad[n] ^= 0x10
		if _, err := parsePCA(bad); err == nil {
			t.Errorf("byte %d changed: no error", n)
		}
	}
	if _, err := parsePCA(append(bytes.Clone(data), 0)); err == nil {
		t.Error("a byte more: no error")
	}
	for _, c := range []struct {
		content []byte
		words   string
	}{
		{nil, "the file is empty: delete the file and fit again"},
		{[]byte("<!DOCTYPE html>"), `begins with "<!DOCTYPE html"`},
		{data[:30], "truncated: 30 bytes"},
		{data[:130], "damaged"},
		{data[:len(pcaMagic)+20], "truncated"},                                      // within the fingerprint
		{resealed(data[:dimensions+8+28+sha256.Size], 1, 2), "do not fit together"}, // k > d in its 2·1·(2+8) + 4·2 bytes
		{resealed(data, 0xffffffff, 0xffffffff), "damaged"},
		{resealed(data, 0, 3), "damaged"},
		{resealed(data, 0x7fff0004, 0), "damaged"}, // sixteen gigabytes of mean
	} {
		if err := os.WriteFile(path, c.content, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := LoadPCA(path)
		wantError(t, err, c.words)
		wantError(t, err, path)
	}
}

// dimensions is where a file of saved has d and k.
const dimensions = len(pcaMagic) + len("48 numbers, CRC-32C 01234567\n")

// resealed returns data with other dimensions and the checksum that fits them.
func resealed(data []byte, d, k uint32) []byte {
	body := bytes.Clone(data[:len(data)-sha256.Size])
	binary.LittleEndian.PutUint32(body[dimensions:], d)
	binary.LittleEndian.PutUint32(body[dimensions+4:], k)
	return sealed(body)
}

// sealed returns the body with its checksum.
func sealed(body []byte) []byte {
	sum := sha256.Sum256(body)
	return slices.Concat(body, sum[:])
}

// older is a file of saved as it was before files held a fingerprint.
func older(data []byte) []byte {
	return sealed(slices.Concat([]byte(olderMagic), data[dimensions:len(data)-sha256.Size]))
}

// FuzzPCA feeds files to the reader, with a checksum that fits: what it accepts
// must be usable.
func FuzzPCA(f *testing.F) {
	_, _, data := saved(f)
	body := data[:len(data)-sha256.Size]
	f.Add(body)
	f.Add(body[:len(body)-8])
	f.Add([]byte(pcaMagic))
	f.Add(slices.Concat([]byte(olderMagic), body[dimensions:]))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := parsePCA(sealed(body))
		if err != nil {
			return
		}
		if _, err := p.Reconstruct(make([]float32, p.D), p.K); err != nil {
			t.Error(err)
		}
	})
}
