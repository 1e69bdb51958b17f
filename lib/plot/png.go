package plot

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sort"
)

// small is the size in bytes below which a PNG is kept, so that a notebook of a
// dozen figures stays below 1 MB.
const small = 59_000

var encoder = png.Encoder{CompressionLevel: png.BestCompression} // a twelfth smaller

// encodePNG writes an opaque drawing as a paletted PNG, which is a third of the
// size of a true-colour one. Up to 256 colours are kept exactly; beyond that
// edges are drawn in fewer shades of every ink, in yet fewer if the file is not
// small otherwise.
func encodePNG(img *image.RGBA) ([]byte, error) {
	count := map[uint32]int{}
	for i := 0; i < len(img.Pix); i += 4 {
		count[key(img.Pix[i:])]++
	}
	var b bytes.Buffer
	for _, shades := range []int{8, 5, 3} {
		b.Reset()
		if err := encoder.Encode(&b, paletted(img, choose(count, shades))); err != nil {
			return nil, err
		}
		if b.Len() <= small || len(count) <= 256 {
			break
		}
	}
	return b.Bytes(), nil
}

func key(pix []uint8) uint32 {
	return uint32(pix[0])<<16 | uint32(pix[1])<<8 | uint32(pix[2])
}

// choose gives at most 256 colours for a drawing: all of them, or the most
// frequent ones, which are its flat areas, and then ramps of so many shades from
// white to every ink, on which the edges of letters and lines lie.
func choose(count map[uint32]int, shades int) []uint32 {
	keys := make([]uint32, 0, len(count))
	for k := range count {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if count[keys[i]] != count[keys[j]] {
			return count[keys[i]] > count[keys[j]]
		}
		return keys[i] < keys[j]
	})
	if len(keys) <= 256 {
		return keys
	}
	const frequent = 48
	keys = keys[:frequent]
	have := map[uint32]bool{}
	for _, k := range keys {
		have[k] = true
	}
	inks := append([]inkColor{inkText}, classColors[:]...)
	for _, ink := range classColors {
		inks = append(inks, textColor(ink))
	}
	add := func(c inkColor) {
		k := key([]uint8{c.R, c.G, c.B})
		if !have[k] && len(keys) < 256 {
			have[k] = true
			keys = append(keys, k)
		}
	}
	for _, ink := range []inkColor{inkWhite, inkSoft, inkAxis, inkGrid} {
		add(ink)
	}
	for _, ink := range inks {
		for s := range shades {
			add(tint(ink, float64(s)/float64(shades)))
		}
	}
	return keys
}

// paletted maps every pixel to the nearest colour of the palette.
func paletted(img *image.RGBA, keys []uint32) *image.Paletted {
	pal := make(color.Palette, len(keys))
	index := make(map[uint32]uint8, len(keys))
	for i, k := range keys {
		pal[i] = color.RGBA{uint8(k >> 16), uint8(k >> 8), uint8(k), 0xff}
		index[k] = uint8(i)
	}
	out := image.NewPaletted(img.Bounds(), pal)
	last, lastIndex := keys[0], uint8(0)
	for i, j := 0, 0; i < len(img.Pix); i, j = i+4, j+1 {
		k := key(img.Pix[i:])
		if k != last {
			n, ok := index[k]
			if !ok {
				n = nearest(keys, k)
				index[k] = n
			}
			last, lastIndex = k, n
		}
		out.Pix[j] = lastIndex
	}
	return out
}

// nearest gives the index of the colour closest to k in RGB.
func nearest(keys []uint32, k uint32) uint8 {
	best, at := 1<<30, 0
	for i, q := range keys {
		dr := int(q>>16&255) - int(k>>16&255)
		dg := int(q>>8&255) - int(k>>8&255)
		db := int(q&255) - int(k&255)
		if d := 2*dr*dr + 4*dg*dg + db*db; d < best {
			best, at = d, i
		}
	}
	return uint8(at)
}
