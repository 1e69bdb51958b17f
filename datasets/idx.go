package datasets

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"seminar.example/lib/say"
)

// maxContent bounds what a file may unpack to: above any data of MNIST's form
// (its 60 000 images are 47 MB, the 697 932 of EMNIST's by-class part 547 MB),
// below what harms a machine.
const maxContent = 1 << 30

var gzipMagic = []byte{0x1f, 0x8b}

// The first four bytes of an idx file: two zeros, the type of a number
// (8: unsigned byte), the number of dimensions.
const (
	magicLabels = 0x00000801
	magicImages = 0x00000803
)

// unpack returns the content of a file: unzipped if it starts as gzip does,
// as it is otherwise. It hands every part of the content to each as soon as it
// is known. sizeHint is the length that is expected: another one costs time,
// not correctness.
func unpack(file []byte, sizeHint, limit int, each func(chunk []byte)) ([]byte, error) {
	if len(file) == 0 {
		return nil, say.Errorf("the file is empty")
	}
	if !bytes.HasPrefix(file, gzipMagic) {
		if len(file) > limit {
			return nil, say.Errorf("%d bytes, expected at most %d", len(file), limit)
		}
		for chunk := range slices.Chunk(file, 1<<16) {
			each(chunk)
		}
		return file, nil
	}
	zr, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, say.Errorf("damaged gzip header: %w", err)
	}
	content := make([]byte, 0, sizeHint+1) // +1: the Read that finds the end
	for {
		content = slices.Grow(content, 1)
		have := len(content)
		n, err := zr.Read(content[have:cap(content)])
		content = content[:have+n]
		if n > 0 {
			each(content[have:])
		}
		switch {
		case len(content) > limit:
			return nil, say.Errorf("unpacks to more than %d bytes", limit)
		case err == io.EOF:
			return content, nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return nil, say.Errorf("truncated: the gzip stream breaks off after %d bytes of content", len(content))
		case err != nil:
			return nil, say.Errorf("damaged: %w after %d bytes of content", err, len(content))
		}
	}
}

// unpackedSize returns how long a file's content is said to be by the gzip stream's
// last four bytes, at most the limit and what so short a stream can hold: a file
// that lies, or is none of gzip's, decides little.
func unpackedSize(file []byte, limit int) int {
	const most = 1032 // bytes of content for one of a deflate stream
	if !bytes.HasPrefix(file, gzipMagic) || len(file) < 4 {
		return min(len(file), limit)
	}
	return min(int(binary.LittleEndian.Uint32(file[len(file)-4:])), most*len(file), limit)
}

// parseIDX splits the content of an idx file of unsigned bytes into its
// dimensions and its numbers, a view into content. magic says what is
// expected: magicImages (n×rows×cols) or magicLabels (n).
func parseIDX(content []byte, magic uint32) (dims []int, data []byte, err error) {
	if len(content) < 4 {
		return nil, nil, say.Errorf("%d bytes: too short for an idx file of %s", len(content), kind(magic))
	}
	if found := binary.BigEndian.Uint32(content); found != magic {
		return nil, nil, wrongMagic(content, found, magic)
	}
	nd := int(magic & 0xff)
	if len(content) < 4+4*nd {
		return nil, nil, say.Errorf("truncated: %d bytes, the header alone has %d", len(content), 4+4*nd)
	}
	data = content[4+4*nd:]
	size := uint64(1)
	for i := range nd {
		n := binary.BigEndian.Uint32(content[4+4*i:])
		dims = append(dims, int(n))
		// Each factor is below 2³² and size is capped, so this cannot overflow.
		size = min(size*uint64(n), 1<<31)
	}
	switch have := uint64(len(data)); {
	case size == 0:
		return nil, nil, say.Errorf("the header announces %v numbers: no data", dims)
	case have < size:
		return nil, nil, say.Errorf("truncated: the header announces %v numbers, found %d", dims, have)
	case have > size:
		return nil, nil, say.Errorf("too long: the header announces %v numbers, found %d", dims, have)
	}
	return dims, data, nil
}

// kind names what a magic number stands for.
func kind(magic uint32) string {
	switch magic {
	case magicImages:
		return "images"
	case magicLabels:
		return "labels"
	}
	return "something else"
}

// wrongMagic explains as well as it can what the content is instead.
func wrongMagic(content []byte, found, want uint32) error {
	switch {
	case found == magicImages || found == magicLabels:
		return say.Errorf("holds %s, expected %s: the two files may be swapped", kind(found), kind(want))
	case bytes.HasPrefix(content, gzipMagic):
		return say.Errorf("is gzipped twice: unpack it once")
	case bytes.HasPrefix(content, []byte("PK")):
		return say.Errorf("is a zip archive: unpack it")
	}
	if head := content[:min(len(content), 40)]; utf8.Valid(head) && !bytes.ContainsRune(head, 0) {
		return say.Errorf("is text that begins with %q, no idx file", head)
	}
	return say.Errorf("begins with %#08x, expected %#08x (idx, %s)", found, want, kind(want))
}
