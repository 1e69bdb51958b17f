package datasets

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// files are the contents of a folder by name.
type files map[string][]byte

// folder writes files to a new folder with the given name and returns its path.
func folder(t *testing.T, name string, fs files) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range fs {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// module returns a file of the module that carries MNIST.
func module(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := moduleData()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// idx returns an idx file of unsigned bytes that are all the same.
func idx(dims []int, value byte) []byte {
	file := []byte{0, 0, 8, byte(len(dims))}
	size := 1
	for _, n := range dims {
		file = binary.BigEndian.AppendUint32(file, uint32(n))
		size *= n
	}
	return append(file, bytes.Repeat([]byte{value}, size)...)
}

func gz(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gunzip(t *testing.T, file []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestUnpackLimit refuses a small file that unpacks to a large one.
func TestUnpackLimit(t *testing.T) {
	bomb := gz(t, make([]byte, 1<<20))
	_, err := unpack(bomb, 100, 1<<19, func([]byte) {})
	wantError(t, err, "more than 524288 bytes")
	_, err = unpack(make([]byte, 11), 100, 10, func([]byte) {})
	wantError(t, err, "11 bytes", "at most 10")
	content, err := unpack(bomb, 100, 1<<20, func([]byte) {})
	if err != nil || len(content) != 1<<20 {
		t.Errorf("at the limit: %d bytes, %v", len(content), err)
	}
}

// TestUnpackedSize believes what a file says of its length as far as its own allows.
func TestUnpackedSize(t *testing.T) {
	honest := gz(t, make([]byte, 5000))
	liar := append(honest[:len(honest)-4:len(honest)-4], 0xff, 0xff, 0xff, 0xff)
	for _, c := range []struct {
		file        []byte
		limit, want int
	}{
		{honest, 1 << 20, 5000},
		{honest, 100, 100},
		{liar, 1 << 40, 1032 * len(liar)},
		{make([]byte, 77), 1 << 20, 77},
		{gzipMagic, 1 << 20, 2},
		{nil, 1 << 20, 0},
	} {
		if got := unpackedSize(c.file, c.limit); got != c.want {
			t.Errorf("%d bytes, limit %d: %d, expected %d", len(c.file), c.limit, got, c.want)
		}
	}
}

// FuzzIDX feeds files to the reader. What it accepts must be exactly what the
// header announces, and its chunks must be the content.
func FuzzIDX(f *testing.F) {
	for _, dims := range [][]int{{3}, {2, 2, 3}, {1, 28, 28}, {0, 28, 28}} {
		file := idx(dims, 7)
		f.Add(file)
		f.Add(gz(f, file))
		f.Add(file[:len(file)-1])
		f.Add(append(file, 0))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var chunks []byte
		content, err := unpack(file, 100, 1<<16, func(chunk []byte) { chunks = append(chunks, chunk...) })
		if err != nil {
			return
		}
		if !bytes.Equal(chunks, content) {
			t.Fatalf("%d bytes in chunks, %d of content", len(chunks), len(content))
		}
		for _, magic := range []uint32{magicImages, magicLabels} {
			dims, data, err := parseIDX(content, magic)
			if err != nil {
				continue
			}
			again := binary.BigEndian.AppendUint32(nil, magic)
			size := 1
			for _, n := range dims {
				again = binary.BigEndian.AppendUint32(again, uint32(n))
				size *= n
			}
			if size != len(data) || size == 0 || !bytes.Equal(append(again, data...), content) {
				t.Fatalf("dimensions %v, %d numbers, content of %d bytes", dims, len(data), len(content))
			}
		}
	})
}
