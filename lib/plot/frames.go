package plot

import (
	"bytes"
	"image"

	"seminar.example/lib/say"
)

// Frame is one figure of a series, stored as what differs from an earlier one.
type Frame struct {
	PNG  []byte // clear where nothing differs
	X, Y int    // where its upper left corner lies, pixels
	On   int    // the frame that it is drawn on; -1: none, the picture is whole
}

// Frames gives figures of one size as PNG images at a resolution, as
// [Figure.PNG] does, but each after the first holds only what differs from the
// one before or from the first, whichever takes fewer bytes. Drawn on each other,
// they give the figures exactly; all have one palette, within the bounds of PNG.
//
// Errors: those of PNG; figures of different sizes.
// Cost: about three times that of PNG.
// Used by show.Slider.
func Frames(dpi int, figures ...*Figure) ([]Frame, error) {
	if len(figures) == 0 {
		return nil, say.Errorf("plot: a series of no figures")
	}
	imgs := make([]*image.RGBA, len(figures))
	for i, f := range figures {
		var err error
		if imgs[i], err = f.raster(dpi); err != nil {
			return nil, err
		}
		if imgs[i].Rect != imgs[0].Rect {
			return nil, say.Errorf("plot: figure %q: %v pixels in a series of %v: give all the same Width and Height",
				f.Name, imgs[i].Rect.Size(), imgs[0].Rect.Size())
		}
	}
	imgs = reduced(255, imgs...) // and the clear one
	whole, err := encode(imgs[0])
	out := []Frame{{PNG: whole, On: -1}}
	for i := 1; i < len(imgs) && err == nil; i++ {
		var best Frame
		for _, on := range []int{i - 1, 0} {
			part := difference(imgs[on], imgs[i])
			var b []byte
			if b, err = encode(part); best.PNG == nil || len(b) < len(best.PNG) {
				best = Frame{PNG: b, X: part.Rect.Min.X, Y: part.Rect.Min.Y, On: on}
			}
		}
		out = append(out, best)
	}
	return out, err
}

// difference is the smallest rectangle of img that holds what differs from base,
// clear where nothing does; one clear pixel where they are equal.
func difference(base, img *image.RGBA) *image.RGBA {
	var r image.Rectangle
	differ := func(x, y int) bool {
		i := img.PixOffset(x, y)
		return !bytes.Equal(img.Pix[i:i+4], base.Pix[i:i+4])
	}
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if differ(x, y) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if r.Empty() {
		r = image.Rect(0, 0, 1, 1)
	}
	out := image.NewRGBA(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if differ(x, y) {
				out.SetRGBA(x, y, img.RGBAAt(x, y))
			}
		}
	}
	return out
}
