package plot

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
)

// What a palette may change. An edge is one pixel wide and fades from an ink to
// white: at these bounds no difference was found by eye, at four times the size
// at which JupyterLab shows a figure.
const (
	worstOff  = 40    // the greatest error of a channel, of 255
	slightOff = 16    // an error beyond it counts as off
	shareOff  = 0.003 // of the pixels may be off
)

var encoder = png.Encoder{CompressionLevel: png.BestCompression} // a twelfth smaller

// encodePNG writes an opaque drawing as a paletted PNG, which has a quarter to
// two thirds of the bytes of a true-colour one. Up to 256 colours are kept
// exactly. Of more, so many are taken, without dithering, that no channel of a
// pixel is off by more than 40 of 255 and at most 0.3 % of the pixels by more than
// 16; where 256 do not suffice the drawing stays in true colour.
//
// Cost: 15 to 70 ms at 1210×680 pixels, at most 20 of them for the choice of
// colours, the rest for compression.
func encodePNG(img *image.RGBA) ([]byte, error) {
	return encode(reduced(256, img)[0])
}

// reduced gives copies of drawings that have at most so many colours together,
// within the bounds; or the drawings, where the bounds cannot be kept.
func reduced(most int, imgs ...*image.RGBA) []*image.RGBA {
	count := map[uint32]int{}
	for _, img := range imgs {
		for i := 0; i < len(img.Pix); i += 4 {
			count[key(img.Pix[i:])]++
		}
	}
	nearest, ok := choose(count, most)
	if !ok {
		return imgs
	}
	out := make([]*image.RGBA, len(imgs))
	for n, img := range imgs {
		out[n] = image.NewRGBA(img.Bounds())
		for i := 0; i < len(img.Pix); i += 4 {
			k := nearest[key(img.Pix[i:])]
			out[n].Pix[i], out[n].Pix[i+1], out[n].Pix[i+2], out[n].Pix[i+3] = uint8(k>>16), uint8(k>>8), uint8(k), 0xff
		}
	}
	return out
}

// encode writes a drawing as a PNG, with a palette if it has at most 256 colours.
// A pixel is opaque or clear.
func encode(img *image.RGBA) ([]byte, error) {
	index := map[color.RGBA]uint8{}
	var pal color.Palette
	out := image.NewPaletted(img.Bounds(), nil)
	for i := 0; i < len(img.Pix); i += 4 {
		c := color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]}
		n, seen := index[c]
		if !seen {
			n = uint8(len(pal))
			index[c], pal = n, append(pal, c)
		}
		if len(pal) > 256 {
			break
		}
		out.Pix[i/4] = n
	}
	out.Palette = pal
	var b bytes.Buffer
	var err error
	if len(pal) <= 256 {
		err = encoder.Encode(&b, out)
	} else {
		err = encoder.Encode(&b, img)
	}
	return b.Bytes(), err
}

func key(pix []uint8) uint32 {
	return uint32(pix[0])<<16 | uint32(pix[1])<<8 | uint32(pix[2])
}

// choose gives the colour that stands for each one of a drawing with count pixels
// of every colour: all colours if they fit; else those of the house
// and of values, and the most frequent ones, which are flat areas, and then, one
// by one, the colour that is farthest from the palette, times the root of its
// count, until the bounds are kept. It reports false if most colours do not keep them.
//
// Source: T. F. Gonzalez, Clustering to minimize the maximum intercluster
// distance, Theoretical Computer Science 38 (1985), without the weights.
func choose(count map[uint32]int, most int) (palette map[uint32]uint32, ok bool) {
	const frequent = 16
	var keys []uint32
	all := make([]uint32, 0, len(count))
	pixels := 0
	for k, n := range count {
		all = append(all, k)
		pixels += n
	}
	slices.SortFunc(all, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	weight := make([]float64, len(all))
	distance := make([]int, len(all)) // of a colour from the nearest in keys
	nearest := make([]uint8, len(all))
	for i, k := range all {
		weight[i], distance[i] = math.Sqrt(float64(count[k])), math.MaxInt
	}
	add := func(k uint32) {
		keys = append(keys, k)
		for i, c := range all {
			if d := apartRGB(c, k); d < distance[i] {
				distance[i], nearest[i] = d, uint8(len(keys)-1)
			}
		}
	}
	house := map[uint32]bool{}
	for _, c := range slices.Concat([]inkColor{inkText, inkSoft, inkGrid, inkAxis, inkWhite}, lineColors, classColors[:]) {
		house[key([]uint8{c.R, c.G, c.B})] = true
	}
	for i := range shadeSteps {
		c := ShadeColor(float64(i) / (shadeSteps - 1))
		house[key([]uint8{c.R, c.G, c.B})] = true
	}
	for i, k := range all {
		if len(all) <= most || i < frequent || house[k] {
			add(k)
		}
	}
	for !kept(all, keys, nearest, count, pixels) {
		if len(keys) == most {
			return nil, false
		}
		far, at := 0.0, 0
		for i, d := range distance {
			if w := float64(d) * weight[i]; w > far {
				far, at = w, i
			}
		}
		add(all[at])
	}
	palette = make(map[uint32]uint32, len(all))
	for i, k := range all {
		palette[k] = keys[nearest[i]]
	}
	return palette, true
}

// kept says whether the bounds hold when every colour becomes the nearest one of
// the palette.
func kept(all, keys []uint32, nearest []uint8, count map[uint32]int, pixels int) bool {
	off := 0
	for i, k := range all {
		e := channelOff(k, keys[nearest[i]])
		if e > worstOff {
			return false
		}
		if e > slightOff {
			off += count[k]
		}
	}
	return float64(off) <= shareOff*float64(pixels)
}

// channelOff is the greatest difference of a channel of two colours.
func channelOff(a, b uint32) int {
	r, g, bl := channels(a, b)
	return max(r, -r, g, -g, bl, -bl)
}

// apartRGB is the squared distance of two colours, with the channels weighted
// roughly as the eye does.
func apartRGB(a, b uint32) int {
	r, g, bl := channels(a, b)
	return 2*r*r + 4*g*g + bl*bl
}

// channels gives the differences of red, green and blue.
func channels(a, b uint32) (red, green, blue int) {
	return int(a>>16&255) - int(b>>16&255), int(a>>8&255) - int(b>>8&255), int(a&255) - int(b&255)
}
