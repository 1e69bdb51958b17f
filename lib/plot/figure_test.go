package plot

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"testing"
)

// maxPNG is the size that a figure may take in a notebook file.
const maxPNG = 60_000

func TestNothingIsCutAndFilesAreSmall(t *testing.T) {
	for _, f := range samples(t) {
		img := raster(t, f)
		b := img.Bounds()
		if w, h := f.Size(); b.Dx() != 2*w || b.Dy() != 2*h {
			t.Errorf("%s: %d×%d pixels at 192 dpi, expected twice Size %d×%d", f.Name, b.Dx(), b.Dy(), w, h)
		}
		if x, y, ok := edgeInk(img); ok {
			t.Errorf("%s: ink at (%d, %d), within 2 pixels of the edge of %d×%d", f.Name, x, y, b.Dx(), b.Dy())
		}
		ink := 0
		for y := range b.Dy() {
			for x := range b.Dx() {
				if inkAt(img, x, y) != inkWhite {
					ink++
				}
			}
		}
		if ink < 1000 {
			t.Errorf("%s: %d pixels of ink: the figure is empty", f.Name, ink)
		}
		if png, err := f.PNG(192); err != nil || len(png) > maxPNG {
			t.Errorf("%s: PNG of %d bytes (error %v), expected at most %d", f.Name, len(png), err, maxPNG)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	again := samples(t)
	for i, f := range samples(t) {
		for format, draw := range map[string]func(*Figure) ([]byte, error){
			"PNG": func(f *Figure) ([]byte, error) { return f.PNG(96) },
			"SVG": (*Figure).SVG, "CSV": (*Figure).CSV,
		} {
			a, errA := draw(f)
			b, errB := draw(again[i])
			if errA != nil || errB != nil {
				t.Fatalf("%s: %s: %v, %v", f.Name, format, errA, errB)
			}
			if !bytes.Equal(a, b) {
				t.Errorf("%s: %s drawn twice differs", f.Name, format)
			}
		}
	}
}

// TestFigureStaysAsItWasChecked spoils the data after the figure is made.
func TestFigureStaysAsItWasChecked(t *testing.T) {
	lines, bars, images := curvesOf("a"), barsOf("b"), imagesOf("c", 2, 3)
	points, hist := scatterOf("d", cloudOf("", 50, false)), histogramOf("e", 2)
	matrix := matrixOf("f")
	drawings := []drawn{
		made(lines.Figure()), made(bars.Figure()), made(images.Figure()), made(points.Figure()), made(hist.Figure()),
		made(matrix.Figure()),
	}
	var before [][]byte
	for _, d := range drawings {
		b, err := d.f.PNG(96)
		if err != nil {
			t.Fatal(err)
		}
		before = append(before, b)
	}
	nan := math.NaN()
	lines.Lines[0].Y[3], lines.Lines[1].X[3], lines.Lines[0].Low[3], lines.Levels[0].Value = nan, nan, nan, nan
	bars.Values[1], bars.High[1], bars.Labels[0], bars.Levels[0].Value = nan, nan, "학", nan
	images.Rows[0].Numbers[0], images.Rows[0].Images[0], images.Rows[1].Label = nan, nil, "other"
	points.Clouds[0].X[3], points.Clouds[0].Class[4], points.Clouds[0].Title = nan, 99, "other"
	hist.Samples[0].Values[5], hist.Samples[0].Label, hist.Marks[0].Value = nan, "other", nan
	matrix.Values[0][1], matrix.Low[1][1], matrix.Rows[0], matrix.Columns[0] = nan, nan, "other", "other"
	for i, d := range drawings {
		if after, err := d.f.PNG(96); err != nil || !bytes.Equal(before[i], after) {
			t.Errorf("%s: drawn otherwise after its data were changed (error %v)", d.f.Name, err)
		}
	}
}

func TestSVGIsWellFormedAndTellsItsStory(t *testing.T) {
	for _, f := range samples(t) {
		b, err := f.SVG()
		if err != nil {
			t.Fatal(err)
		}
		text := map[string]string{}
		element := ""
		for d := xml.NewDecoder(bytes.NewReader(b)); ; {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			switch tok := tok.(type) {
			case xml.StartElement:
				element = tok.Name.Local
			case xml.CharData:
				text[element] += string(tok)
			case xml.EndElement:
				element = ""
			}
		}
		if text["title"] != f.Title || text["desc"] != f.Alt {
			t.Errorf("%s: title %q and desc %q, expected %q and %q", f.Name, text["title"], text["desc"], f.Title, f.Alt)
		}
		if pixelated := bytes.Contains(b, []byte("image-rendering:pixelated")); pixelated != pictured.MatchString(f.Name) {
			t.Errorf("%s: unsmoothed image inside: %v", f.Name, pixelated)
		}
	}
}

// pictured are the samples that hold pictures of pixels.
var pictured = regexp.MustCompile(`^(images|strips|scatter-tiled)`)

func TestCSVHoldsTheNumbers(t *testing.T) {
	q := curvesOf("curves")
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 2*20 + 2; len(rows) != want {
		t.Fatalf("%d rows, expected %d: header, two lines of 20, two levels", len(rows), want)
	}
	for i, row := range rows[1:21] {
		y, errY := strconv.ParseFloat(row[2], 64)
		low, errL := strconv.ParseFloat(row[3], 64)
		if errY != nil || errL != nil || y != q.Lines[0].Y[i] || low != q.Lines[0].Low[i] {
			t.Errorf("row %d is %v, expected y %v and low %v exactly", i+1, row, q.Lines[0].Y[i], q.Lines[0].Low[i])
		}
	}
	// Thinning concerns the drawing only.
	f, err = scatterOf("scatter", cloudOf("", 9000, false)).Figure()
	if err != nil {
		t.Fatal(err)
	}
	if len(f.table) != 9001 {
		t.Errorf("%d rows for 9000 points, expected 9001", len(f.table))
	}
}

func TestEmptyFigureAndResolution(t *testing.T) {
	var empty Figure
	for _, f := range []*Figure{nil, &empty} {
		if _, err := f.PNG(192); err == nil {
			t.Error("PNG of an empty figure: no error")
		}
		if _, err := f.SVG(); err == nil {
			t.Error("SVG of an empty figure: no error")
		}
		if _, err := f.CSV(); err == nil {
			t.Error("CSV of an empty figure: no error")
		}
	}
	f := samples(t)[0]
	for dpi, ok := range map[int]bool{-1: false, 0: false, 35: false, 36: true, 300: true, 1201: false} {
		if _, err := f.PNG(dpi); (err == nil) != ok {
			t.Errorf("PNG(%d): error %v, expected success: %v", dpi, err, ok)
		}
	}
}

// BenchmarkPNG is the time that a figure costs in a notebook's cell: layout,
// drawing and encoding at 192 dpi.
func BenchmarkPNG(b *testing.B) {
	for name, figure := range map[string]func() (*Figure, error){
		"curves":           func() (*Figure, error) { return curvesOf("x").Figure() },
		"scatter-2000":     func() (*Figure, error) { return scatterOf("x", cloudOf("", 2000, false)).Figure() },
		"space-5x1000":     func() (*Figure, error) { return spaceOf("x", epochs(5, 1000, true)...).Figure() },
		"images-5x10":      func() (*Figure, error) { return imagesOf("x", 5, 10).Figure() },
		"bars":             func() (*Figure, error) { return barsOf("x").Figure() },
		"histogram-3x1000": func() (*Figure, error) { return histogramOf("x", 3).Figure() },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f, err := figure()
				if err != nil {
					b.Fatal(err)
				}
				if _, err := f.PNG(192); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
