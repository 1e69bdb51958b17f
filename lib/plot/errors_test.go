package plot

import (
	"math"
	"strings"
	"testing"
)

// TestErrors changes one thing of a good figure at a time; the error must name
// the figure and hold the text want.
func TestErrors(t *testing.T) {
	curves := func(change func(*Curves)) func() (*Figure, error) {
		return func() (*Figure, error) { q := curvesOf("bad"); change(&q); return q.Figure() }
	}
	scatter := func(change func(*Scatter)) func() (*Figure, error) {
		return func() (*Figure, error) { q := scatterOf("bad", cloudOf("", 20, false)); change(&q); return q.Figure() }
	}
	space := func(change func(*Clouds3D)) func() (*Figure, error) {
		return func() (*Figure, error) { q := spaceOf("bad", cloudOf("", 20, true)); change(&q); return q.Figure() }
	}
	images := func(change func(*Images)) func() (*Figure, error) {
		return func() (*Figure, error) { q := imagesOf("bad", 2, 3); change(&q); return q.Figure() }
	}
	strips := func(change func(*Strips)) func() (*Figure, error) {
		return func() (*Figure, error) { q := stripsOf("bad", 2, 3); change(&q); return q.Figure() }
	}
	mosaic := func(change func(*Mosaic)) func() (*Figure, error) {
		return func() (*Figure, error) { q := tiled("bad"); change(&q.Behind); return q.Figure() }
	}
	bars := func(change func(*Bars)) func() (*Figure, error) {
		return func() (*Figure, error) { q := barsOf("bad"); change(&q); return q.Figure() }
	}
	histogram := func(change func(*Histogram)) func() (*Figure, error) {
		return func() (*Figure, error) { q := histogramOf("bad", 2); change(&q); return q.Figure() }
	}
	dots := func(change func(*Dots)) func() (*Figure, error) {
		return func() (*Figure, error) { q := dotsOf("bad"); change(&q); return q.Figure() }
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		want   string
		figure func() (*Figure, error)
	}{
		{"Name is empty", curves(func(q *Curves) { q.Name = "" })},
		{"Name has other characters", curves(func(q *Curves) { q.Name = "../loss" })},
		{"Title is empty", curves(func(q *Curves) { q.Title = "" })},
		{"Alt is empty", curves(func(q *Curves) { q.Alt = "" })},
		{"XLabel is empty", curves(func(q *Curves) { q.XLabel = "" })},
		{"YLabel is empty", curves(func(q *Curves) { q.YLabel = "" })},
		{"the fonts have no", curves(func(q *Curves) { q.Title = "ก" })},
		{"the fonts have no", curves(func(q *Curves) { q.Lines[0].Label = "✓" })},
		{"size 2 cm", curves(func(q *Curves) { q.Width = 2 })},
		{"size NaN cm", curves(func(q *Curves) { q.Height = nan })},
		{"points to draw", scatter(func(q *Scatter) { q.Height, q.Title = 4, strings.Repeat("long title ", 20) })},
		{"name of an axis", curves(func(q *Curves) { q.YLabel = strings.Repeat("long name ", 20) })},
		{"0 Lines, expected 1 to 7", curves(func(q *Curves) { q.Lines = nil })},
		{"8 Lines", curves(func(q *Curves) { q.Lines = append(make([]Line, 6), q.Lines...) })},
		{"Lines[1].X is empty", curves(func(q *Curves) { q.Lines[1].X = nil })},
		{"Lines[1].Label is empty", curves(func(q *Curves) { q.Lines[1].Label = "" })},
		{"Lines[1].Style is -1", curves(func(q *Curves) { q.Lines[1].Style = -1 })},
		{"Lines[1].Y has 3 values, X has 20", curves(func(q *Curves) { q.Lines[1].Y = q.Lines[1].Y[:3] })},
		{"Lines[0].Low and High", curves(func(q *Curves) { q.Lines[0].High = nil })},
		{"Lines[0].High has 1 values", curves(func(q *Curves) { q.Lines[0].High = []float64{1} })},
		{"Lines[0].Low[4] is 9", curves(func(q *Curves) { q.Lines[0].Low[4] = 9 })},
		{"Lines[0].Y[2] is NaN", curves(func(q *Curves) { q.Lines[0].Y[2] = nan })},
		{"Lines[0].X[19] is +Inf", curves(func(q *Curves) { q.Lines[0].X[19] = inf })},
		{"Lines[0].X falls at 5", curves(func(q *Curves) { q.Lines[0].X[5] = 0 })},
		{"expected a positive number", curves(func(q *Curves) { q.LogX, q.Lines[0].X[0] = true, 0 })},
		{"YRange [2 1]", curves(func(q *Curves) { q.YRange = [2]float64{2, 1} })},
		{"YRange[1] is NaN", curves(func(q *Curves) { q.YRange = [2]float64{1, nan} })},
		{"Levels[1].Value 0.1363 lies outside YRange", curves(func(q *Curves) { q.YRange = [2]float64{.2, .3} })},
		{"Lines[0].Y[2] is 1e+200", curves(func(q *Curves) { q.Lines[0].Y[2] = 1e200 })},
		{"Levels[0].Value is NaN", curves(func(q *Curves) { q.Levels[0].Value = nan })},
		{"Levels[1].Label is empty", curves(func(q *Curves) { q.Levels[1].Label = "" })},
		{"labels at the right take", curves(func(q *Curves) {
			for range 25 {
				q.Levels = append(q.Levels, Level{"level", 0.2})
			}
		})},
		{"YLabel is empty", scatter(func(q *Scatter) { q.YLabel = "" })},
		{"0 Clouds, expected 1 to 12", scatter(func(q *Scatter) { q.Clouds = nil })},
		{"13 Clouds", scatter(func(q *Scatter) { q.Clouds = epochs(13, 5, false) })},
		{"Clouds[0].X is empty", scatter(func(q *Scatter) { q.Clouds[0].X = nil })},
		{"Clouds[1].Title is empty", scatter(func(q *Scatter) { q.Clouds = append(epochs(1, 5, false), q.Clouds...) })},
		{"Clouds[0].Y has 19 values", scatter(func(q *Scatter) { q.Clouds[0].Y = q.Clouds[0].Y[1:] })},
		{"Clouds[0].Class has 19 values", scatter(func(q *Scatter) { q.Clouds[0].Class = q.Clouds[0].Class[1:] })},
		{"Clouds[0].Class[3] is 62", scatter(func(q *Scatter) { q.Clouds[0].Class[3] = 62 })},
		{"Clouds[0].X[1] is NaN", scatter(func(q *Scatter) { q.Clouds[0].X[1] = nan })},
		{"a Scatter is flat", scatter(func(q *Scatter) { q.Clouds[0].Z = q.Clouds[0].X })},
		{"title of a cloud", scatter(func(q *Scatter) { q.Clouds = epochs(3, 5, false); q.Clouds[0].Title = strings.Repeat("long ", 12) })},
		{"ZLabel is empty", space(func(q *Clouds3D) { q.ZLabel = "" })},
		{"Clouds[0].Z has 0 values", space(func(q *Clouds3D) { q.Clouds[0].Z = nil })},
		{"Elevation is NaN", space(func(q *Clouds3D) { q.Elevation = nan })},
		{"no images", images(func(q *Images) { q.Rows = nil })},
		{"Rows[1].Images has 2 values", images(func(q *Images) { q.Rows[1].Images = q.Rows[1].Images[:2] })},
		{"Rows[0].Numbers has 1 values", images(func(q *Images) { q.Rows[0].Numbers = []float64{1} })},
		{"Rows[0].Numbers[1] is NaN", images(func(q *Images) { q.Rows[0].Numbers[1] = nan })},
		{"Columns has 1 values", images(func(q *Images) { q.Columns = []string{"7"} })},
		{"label of a column", images(func(q *Images) { q.Columns = []string{"7", "2", strings.Repeat("long ", 9)} })},
		{"has 783 pixels, expected W·H = 28·28", images(func(q *Images) { q.Rows[1].Images[2] = blob(1)[1:] })},
		{"Rows[1].Images[2][5] is -1, expected [0,1]", images(func(q *Images) { q.Rows[1].Images[2][5] = -1 })},
		{"Rows[0].Images[0][0] is NaN", images(func(q *Images) { q.Rows[0].Images[0][0] = float32(nan) })},
		{"do not fit", images(func(q *Images) { q.Rows = imageRows(1, 60) })},
		{"W -1", images(func(q *Images) { q.W = -1 })},
		{"no steps", strips(func(q *Strips) { q.Strips = nil })},
		{"Strips[1].Steps has 2 values, Strips[0].Steps has 3", strips(func(q *Strips) { q.Strips[1].Steps = q.Strips[1].Steps[:2] })},
		{"Strips[1].Start is 3, expected 0 to 2", strips(func(q *Strips) { q.Strips[1].Start = 3 })},
		{"Strips[0].Steps[1].Image has 783 pixels", strips(func(q *Strips) { q.Strips[0].Steps[1].Image = blob(1)[1:] })},
		{"Strips[0].Steps[1].Image[5] is 2, expected [0,1]", strips(func(q *Strips) { q.Strips[0].Steps[1].Image[5] = 2 })},
		{"Strips[0].Steps[2].At is NaN", strips(func(q *Strips) { q.Strips[0].Steps[2].At = nan })},
		{"Strips[0].Steps[2].Measure is +Inf", strips(func(q *Strips) { q.Strips[0].Steps[2].Measure = inf })},
		{"Decimals is 10", strips(func(q *Strips) { q.MeasureDecimals = 10 })},
		{"the fonts have no", strips(func(q *Strips) { q.Strips[0].Moves = "ก" })},
		{"61 steps of 28 pixels do not fit", strips(func(q *Strips) { *q = stripsOf("bad", 1, 61) })},
		{"Behind.Images has 5 pictures, expected Cols·Rows = 3·2", mosaic(func(m *Mosaic) { m.Images = m.Images[1:] })},
		{"Behind.Images[1] has 783 pixels", mosaic(func(m *Mosaic) { m.Images[1] = blob(1)[1:] })},
		{"Behind.Images[1][5] is 2, expected [0,1]", mosaic(func(m *Mosaic) { m.Images[1][5] = 2 })},
		{"Behind has 0 columns", mosaic(func(m *Mosaic) { m.Cols = 0 })},
		{"Behind.X[0] is NaN", mosaic(func(m *Mosaic) { m.X[0] = nan })},
		{"Behind lies from [0 0]", mosaic(func(m *Mosaic) { m.X = [2]float64{} })},
		{"Category is empty", bars(func(q *Bars) { q.Category = "" })},
		{"Value is empty", bars(func(q *Bars) { q.Value = "" })},
		{"0 Values", bars(func(q *Bars) { q.Values = nil })},
		{"Labels has 2 values", bars(func(q *Bars) { q.Labels = q.Labels[:2] })},
		{"Values[1] is +Inf", bars(func(q *Bars) { q.Values[1] = inf })},
		{"of Low and High", bars(func(q *Bars) { q.Low = nil })},
		{"does not hold its value", bars(func(q *Bars) { q.Low[2] = 0.2 })},
		{"Levels[0].Label is empty", bars(func(q *Bars) { q.Levels[0].Label = "" })},
		{"XLabel is empty", histogram(func(q *Histogram) { q.XLabel = "" })},
		{"0 Samples", histogram(func(q *Histogram) { q.Samples = nil })},
		{"Samples[1].Values is empty", histogram(func(q *Histogram) { q.Samples[1].Values = nil })},
		{"Samples[0].Label is empty", histogram(func(q *Histogram) { q.Samples[0].Label = "" })},
		{"Samples[0].Values[7] is NaN", histogram(func(q *Histogram) { q.Samples[0].Values[7] = nan })},
		{"Bins is -1", histogram(func(q *Histogram) { q.Bins = -1 })},
		{"Marks[1].Value is NaN", histogram(func(q *Histogram) { q.Marks[1].Value = nan })},
		{"labels of the reference lines take", histogram(func(q *Histogram) {
			for range 20 {
				q.Marks = append(q.Marks, Level{"reference", 2})
			}
		})},
		{"Period is -1", scatter(func(q *Scatter) { q.Period = -1 })},
		{"Value is empty", dots(func(q *Dots) { q.Value = "" })},
		{"0 Rows", dots(func(q *Dots) { q.Rows = nil })},
		{"4 Series", dots(func(q *Dots) { q.Series = append(q.Series, "more") })},
		{"0 Panels", dots(func(q *Dots) { q.Panels = nil })},
		{"Range [1 0]", dots(func(q *Dots) { q.Range = [2]float64{1, 0} })},
		{"Panels[1].Title is empty", dots(func(q *Dots) { q.Panels[1].Title = "" })},
		{"Panels[0].Values has 2 values, Series has 3", dots(func(q *Dots) { q.Panels[0].Values = q.Panels[0].Values[:2] })},
		{"Values[1] has 3 values, Rows has 4", dots(func(q *Dots) { q.Panels[0].Values[1] = q.Panels[0].Values[1][:3] })},
		{"Values[2][0] is +Inf", dots(func(q *Dots) { q.Panels[0].Values[2][0] = inf })},
		{"Values[0][0] is 0.9, expected a finite number within Range", dots(func(q *Dots) { q.Range = [2]float64{0, .5} })},
		{"Panels[2].Values are all NaN", dots(func(q *Dots) {
			for _, v := range q.Panels[2].Values {
				for r := range v {
					v[r] = nan
				}
			}
		})},
		{"of Panels[1].Low and High", dots(func(q *Dots) { q.Panels[1].Low = nil })},
		{"does not hold its value", dots(func(q *Dots) { q.Panels[1].High[0][0] = 0 })},
		{"title of a panel", dots(func(q *Dots) { q.Panels[0].Title = strings.Repeat("long ", 12) })},
		{"names of the series take", dots(func(q *Dots) { q.Series[0] = strings.Repeat("long ", 30) })},
	} {
		f, err := c.figure()
		if err == nil {
			t.Errorf("expected an error with %q, found none", c.want)
			continue
		}
		if f != nil {
			t.Errorf("%q: a figure beside the error", c.want)
		}
		if s := err.Error(); !strings.Contains(s, c.want) || !strings.HasPrefix(s, "plot: ") {
			t.Errorf("error %q, expected one that starts with \"plot: \" and holds %q", s, c.want)
		}
	}
}
