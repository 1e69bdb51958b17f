package plot

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"testing"
)

// composed draws the frames as a page does, from each one anew.
func composed(t *testing.T, frames []Frame) []*image.RGBA {
	t.Helper()
	out := make([]*image.RGBA, len(frames))
	for i, f := range frames {
		part, err := png.Decode(bytes.NewReader(f.PNG))
		if err != nil {
			t.Fatal(err)
		}
		if f.On >= i || (f.On < 0) != (i == 0) {
			t.Fatalf("frame %d lies on frame %d, expected one before it", i, f.On)
		}
		out[i] = image.NewRGBA(image.Rectangle{Max: part.Bounds().Size()})
		if f.On >= 0 {
			out[i] = image.NewRGBA(out[0].Rect)
			copy(out[i].Pix, out[f.On].Pix)
		}
		draw.Draw(out[i], part.Bounds().Add(image.Pt(f.X, f.Y)), part, part.Bounds().Min, draw.Over)
	}
	return out
}

// A series: a figure changes, stays, changes back, and changes everywhere.
func TestFrames(t *testing.T) {
	still, moved := curvesOf("frames"), curvesOf("frames")
	still.YRange, moved.YRange = [2]float64{0, 0.4}, [2]float64{0, 0.4}
	moved.Lines[0].Y[7] = 0.3
	other := scatterOf("frames", cloudOf("", 3000, false)) // many colours
	figures := []*Figure{
		made(still.Figure()).f, made(moved.Figure()).f, made(moved.Figure()).f,
		made(still.Figure()).f, made(other.Figure()).f,
	}
	frames, err := Frames(144, figures...)
	if err != nil {
		t.Fatal(err)
	}
	var drawn []*image.RGBA
	for _, f := range figures {
		img, err := f.raster(144)
		if err != nil {
			t.Fatal(err)
		}
		drawn = append(drawn, img)
	}
	want, got := reduced(255, drawn...), composed(t, frames)
	for i := range figures {
		if got[i].Rect != drawn[i].Rect || !bytes.Equal(got[i].Pix, want[i].Pix) {
			t.Errorf("frame %d: composed, it is not the figure with the colours of the series", i)
		}
		if worst, share := off(drawn[i], got[i]); worst > worstOff || share > shareOff {
			t.Errorf("frame %d: off by up to %d of 255, %.2f%% of the pixels by more than 16", i, worst, 100*share)
		}
	}
	if whole := len(frames[0].PNG); len(frames[1].PNG) > whole/3 || len(frames[2].PNG) > 100 || len(frames[3].PNG) > 100 {
		t.Errorf("%d, %d, %d, %d bytes: expected little after the first", whole, len(frames[1].PNG), len(frames[2].PNG), len(frames[3].PNG))
	}
	if again, err := Frames(144, figures...); err != nil || len(again) != len(frames) || !bytes.Equal(again[4].PNG, frames[4].PNG) {
		t.Errorf("encoded twice, the series differs (%v)", err)
	}
}

// Pixels of all colours stay in true colour, and still are composed exactly.
func TestFramesOfManyColors(t *testing.T) {
	at := func(shift int) *image.RGBA {
		return madeOf(256, 256, func(x, y int) color.RGBA {
			return color.RGBA{uint8(x), uint8(y), uint8(37*x + 91*y + shift*(x/200)), 255}
		})
	}
	imgs := reduced(255, at(0), at(50))
	part := difference(imgs[0], imgs[1])
	if part.Rect != image.Rect(200, 0, 256, 256) {
		t.Errorf("what differs lies in %v, expected from x = 200 on", part.Rect)
	}
	var frames []Frame
	for i, img := range []*image.RGBA{imgs[0], part} {
		b, err := encode(img)
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, Frame{PNG: b, X: img.Rect.Min.X, Y: img.Rect.Min.Y, On: i - 1})
	}
	if got := composed(t, frames); !bytes.Equal(got[1].Pix, at(50).Pix) {
		t.Error("the second frame is not the picture")
	}
}

func TestFramesErrors(t *testing.T) {
	small := curvesOf("frames-small")
	small.Height = 8
	a, b := made(curvesOf("frames").Figure()).f, made(small.Figure()).f
	for _, c := range []struct {
		figures []*Figure
		dpi     int
		want    string
	}{
		{nil, 144, "no figures"},
		{[]*Figure{a, b}, 144, "give all the same Width"},
		{[]*Figure{a, nil}, 144, "empty figure"},
		{[]*Figure{a, a}, 2, "PNG at 2 dpi"},
	} {
		if _, err := Frames(c.dpi, c.figures...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected %q", err, c.want)
		}
	}
}
