package plot

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
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
	exactly   = 16    // colours: 4 bits a pixel
	frequent  = 200   // a colour of a two-hundredth of the pixels is kept exactly
)

// flatOffs are what an area of one colour may be off by: the first for which the
// palette suffices. At 4 of 255 greys side by side are not told apart.
var flatOffs = []int{4, 8, slightOff}

var encoder = png.Encoder{CompressionLevel: png.BestCompression} // a twelfth smaller

// encodePNG writes an opaque drawing as a paletted PNG, which has a quarter to
// half of the bytes of a true-colour one. Up to 16 colours are kept exactly, and
// so are those of the house and of 0.5 % of the pixels. Of others as few
// are taken, without dithering, as keep every channel of a pixel within 40 of 255,
// of at most 0.3 % of the pixels beyond 16, and of areas of one colour within 4,
// or 8 or 16 if 256 colours would not suffice; where they still do not, the
// drawing stays in true colour.
//
// Cost: 60 to 150 ms at 1210×680 pixels.
func encodePNG(img *image.RGBA) ([]byte, error) {
	return encode(reduced(256, img)[0])
}

// reduced gives copies of drawings of one size that have at most so many colours
// together, each within the bounds; or the drawings, where these cannot be kept.
func reduced(most int, imgs ...*image.RGBA) []*image.RGBA {
	inks := map[uint32]*ink{}
	for _, img := range imgs {
		for i := 0; i < len(img.Pix); i += 4 {
			k := key(img.Pix[i:])
			if inks[k] == nil {
				inks[k] = &ink{key: k}
			}
			inks[k].pixels++
			if i >= img.Stride && k == key(img.Pix[i-4:]) && k == key(img.Pix[i-img.Stride:]) {
				inks[k].flat = true
			}
		}
	}
	spare := int(shareOff * float64(len(imgs[0].Pix)/4))
	if !choose(slices.Collect(maps.Values(inks)), most, spare) {
		return imgs
	}
	out := make([]*image.RGBA, len(imgs))
	for n, img := range imgs {
		out[n] = image.NewRGBA(img.Bounds())
		for i := 0; i < len(img.Pix); i += 4 {
			k := inks[key(img.Pix[i:])].stand
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

// ink is a colour of a drawing.
type ink struct {
	key    uint32
	pixels int
	flat   bool   // somewhere the pixels at the left and above have it too
	stand  uint32 // the nearest colour of the palette
	off    int    // by which a channel of that is off
	apart  int    // by which the eye sees it
}

// choose sets the colour that stands for each one of a drawing, the nearest of at
// most so many. It reports false if these do not keep the bounds; spare pixels may
// be off.
func choose(inks []*ink, most, spare int) bool {
	slices.SortFunc(inks, func(a, b *ink) int {
		return cmp.Or(cmp.Compare(b.pixels, a.pixels), cmp.Compare(a.key, b.key))
	})
	return slices.ContainsFunc(flatOffs, func(flatOff int) bool { return cover(inks, most, spare, flatOff) })
}

// cover takes the colours of the house, of values and the frequent ones, and so many more
// that the bounds are kept: each time the one that may stand for the most pixels
// which have none, or else the one that is farthest off.
//
// Source: the greedy rule for set cover, V. Chvatal, A greedy heuristic for the
// set-covering problem, Mathematics of Operations Research 4 (1979).
func cover(inks []*ink, most, spare, flatOff int) bool {
	const candidates = 256 // the most frequent colours
	within := func(k *ink, off int) bool { return off <= flatOff || off <= slightOff && !k.flat }
	stands := make([][]*ink, min(len(inks), candidates)) // for which each candidate may stand
	pixels := 0
	for _, k := range inks {
		k.off, k.apart = math.MaxInt, math.MaxInt
		pixels += k.pixels
		for i := range stands {
			if within(k, channelOff(inks[i].key, k.key)) {
				stands[i] = append(stands[i], k)
			}
		}
	}
	size := 0
	add := func(key uint32) {
		size++
		for _, k := range inks {
			off, apart := channelOff(k.key, key), apartRGB(k.key, key)
			if off < k.off || off == k.off && apart < k.apart {
				k.stand, k.off, k.apart = key, off, apart
			}
		}
	}
	house := houseKeys()
	for _, k := range inks {
		if house[k.key] || len(inks) <= exactly || frequent*k.pixels >= pixels {
			add(k.key)
		}
	}
	for {
		far, left, flat := inks[0], 0, false
		for _, k := range inks {
			if k.off > far.off {
				far = k
			}
			if !within(k, k.off) {
				left += k.pixels
				flat = flat || k.flat
			}
		}
		kept := left <= spare && !flat
		if kept && far.off <= worstOff {
			return size <= most
		}
		if size >= most {
			return false
		}
		best, next := 0, far
		for i, of := range stands {
			sum := 0
			for _, k := range of {
				if !kept && !within(k, k.off) {
					sum += k.pixels
				}
			}
			if sum > best {
				best, next = sum, inks[i]
			}
		}
		add(next.key)
	}
}

// houseKeys are the colours of the house and of values.
func houseKeys() map[uint32]bool {
	keys := map[uint32]bool{}
	for _, c := range slices.Concat([]inkColor{inkText, inkSoft, inkGrid, inkAxis, inkWhite}, lineColors, classColors[:]) {
		keys[key([]uint8{c.R, c.G, c.B})] = true
	}
	for i := range shadeSteps {
		c := ShadeColor(float64(i) / (shadeSteps - 1))
		keys[key([]uint8{c.R, c.G, c.B})] = true
	}
	return keys
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
