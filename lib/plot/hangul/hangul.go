// Package hangul holds the glyphs of Hangul for figures whose texts are Korean.
//
// They are Pretendard by Kil Hyung-jin, regular and bold, in its author's own subset
// (the syllables of KS X 1001 among it), unchanged, from the npm package pretendard
// 1.3.9, folder dist/web/static/woff-subset. Its licence, in the file LICENSE, is the
// SIL Open Font License 1.1.
//
// A font is unpacked when a figure first meets Hangul; a figure without it never
// reads it.
package hangul

import (
	"bytes"
	"compress/zlib"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"sync"

	"golang.org/x/image/font/sfnt"
)

//go:embed Pretendard-Regular.subset.woff
var regular []byte

//go:embed Pretendard-Bold.subset.woff
var bold []byte

// Regular and Bold return the fonts. They panic where the files here are damaged.
var (
	Regular = sync.OnceValue(func() *sfnt.Font { return must(regular) })
	Bold    = sync.OnceValue(func() *sfnt.Font { return must(bold) })
)

func must(woff []byte) *sfnt.Font {
	font, err := parse(woff)
	if err != nil {
		panic(fmt.Sprintf("hangul: %v", err))
	}
	return font
}

func parse(woff []byte) (*sfnt.Font, error) {
	data, err := unpack(woff)
	if err != nil {
		return nil, err
	}
	return sfnt.Parse(data)
}

const (
	woffHeader, woffEntry = 44, 20
	sfntHeader, sfntEntry = 12, 16
	mostBytes             = 1 << 24 // of an unpacked font
)

// unpack returns the font in a file of WOFF 1.0 (W3C recommendation of 2012, sections
// 3 to 5): a header, a directory of tables, and each table as zlib packs it, or as it
// is where that is no shorter.
func unpack(woff []byte) ([]byte, error) {
	if len(woff) < woffHeader || string(woff[:4]) != "wOFF" {
		return nil, errors.New("no WOFF font: it does not begin with wOFF")
	}
	n := int(binary.BigEndian.Uint16(woff[12:]))
	if n == 0 || len(woff) < woffHeader+n*woffEntry {
		return nil, fmt.Errorf("a WOFF font of %d bytes cannot hold a directory of %d tables", len(woff), n)
	}
	font := make([]byte, sfntHeader+n*sfntEntry)
	copy(font, woff[4:8]) // the flavour: TrueType's or PostScript's outlines
	power := bits.Len(uint(n)) - 1
	binary.BigEndian.PutUint16(font[4:], uint16(n))
	binary.BigEndian.PutUint16(font[6:], uint16(16<<power))
	binary.BigEndian.PutUint16(font[8:], uint16(power))
	binary.BigEndian.PutUint16(font[10:], uint16(16*n-16<<power))
	for i := range n {
		entry := woff[woffHeader+i*woffEntry:][:woffEntry]
		field := func(at int) int { return int(binary.BigEndian.Uint32(entry[at:])) }
		offset, packed, size := field(4), field(8), field(12)
		if offset+packed > len(woff) || size+len(font) > mostBytes {
			return nil, fmt.Errorf("table %q of a WOFF font lies outside of it", entry[:4])
		}
		table := woff[offset : offset+packed]
		if packed < size {
			r, err := zlib.NewReader(bytes.NewReader(table))
			if err == nil {
				table = make([]byte, size)
				_, err = io.ReadFull(r, table)
			}
			if err != nil {
				return nil, fmt.Errorf("table %q of a WOFF font: %w", entry[:4], err)
			}
		}
		at := font[sfntHeader+i*sfntEntry:]
		copy(at, entry[:4])
		copy(at[4:], entry[16:20]) // the checksum
		binary.BigEndian.PutUint32(at[8:], uint32(len(font)))
		binary.BigEndian.PutUint32(at[12:], uint32(size))
		font = append(font, table...)
		font = append(font, make([]byte, -len(font)&3)...)
	}
	return font, nil
}
