package hangul

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// TestGlyphs: both weights draw Hangul; 뗗 is no syllable of KS X 1001.
func TestGlyphs(t *testing.T) {
	for name, font := range map[string]*sfnt.Font{"regular": Regular(), "bold": Bold()} {
		var buf sfnt.Buffer
		for r, want := range map[rune]bool{'가': true, '힣': true, '빼': true, 'ㄱ': true, '뗗': false} {
			i, err := font.GlyphIndex(&buf, r)
			if err != nil || (i != 0) != want {
				t.Errorf("%s: glyph of %q: %v, %v, expected %v", name, r, i, err, want)
			}
			if !want {
				continue
			}
			segments, err := font.LoadGlyph(&buf, i, fixed.Int26_6(font.UnitsPerEm()), nil)
			if err != nil || len(segments) < 3 {
				t.Errorf("%s: outline of %q: %d segments, %v", name, r, len(segments), err)
			}
		}
	}
}

// TestUnpackDamaged: a damaged file is an error, not a panic.
func TestUnpackDamaged(t *testing.T) {
	broken := slices.Clone(regular)
	for i := 2000; i < 3000; i++ {
		broken[i] ^= 0x55
	}
	far := slices.Clone(regular)
	far[woffHeader+4] = 0x7f // the first table lies beyond the end
	for want, data := range map[string][]byte{"begin": nil, "directory": regular[:100], "outside": far, "corrupt": broken} {
		_, err := unpack(data)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", want, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(regular[:200])
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = unpack(data) })
}
