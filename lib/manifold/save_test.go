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
	"testing"
)

// saved fits a small PCA and saves it.
func saved(t testing.TB) (p *PCA, path string, data []byte) {
	t.Helper()
	p, err := FitPCA(small(), 12, 4, 3)
	if err != nil {
		t.Fatal(err)
	}
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
	if want := len(pcaMagic) + 8 + 2*4*(3+8) + 4*3 + sha256.Size; len(data) != want {
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
		{data[:100], "damaged"},
		{resealed(data[:len(pcaMagic)+8+28+sha256.Size], 1, 2), "do not fit together"}, // k > d in its 2·1·(2+8) + 4·2 bytes
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

// resealed returns data with other dimensions and the checksum that fits them.
func resealed(data []byte, d, k uint32) []byte {
	body := bytes.Clone(data[:len(data)-sha256.Size])
	binary.LittleEndian.PutUint32(body[len(pcaMagic):], d)
	binary.LittleEndian.PutUint32(body[len(pcaMagic)+4:], k)
	sum := sha256.Sum256(body)
	return append(body, sum[:]...)
}

// FuzzPCA feeds files to the reader, with a checksum that fits: what it accepts
// must be usable.
func FuzzPCA(f *testing.F) {
	_, _, data := saved(f)
	body := data[:len(data)-sha256.Size]
	f.Add(body)
	f.Add(body[:len(body)-8])
	f.Add([]byte(pcaMagic))
	f.Fuzz(func(t *testing.T, body []byte) {
		sum := sha256.Sum256(body)
		p, err := parsePCA(append(bytes.Clone(body), sum[:]...))
		if err != nil {
			return
		}
		if _, err := p.Reconstruct(make([]float32, p.D), p.K); err != nil {
			t.Error(err)
		}
	})
}
