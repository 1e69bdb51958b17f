package plot

import "gonum.org/v1/plot/vg"

// tiling arranges n panels in rows on a page.
type tiling struct{ rows, cols int }

func tile(n, cols int) tiling {
	if cols <= 0 {
		cols = map[int]int{1: 1, 2: 2, 3: 3, 4: 2}[n]
	}
	if cols <= 0 {
		cols = 3
		if n > 9 {
			cols = 4
		}
	}
	cols = min(cols, n)
	return tiling{(n + cols - 1) / cols, cols}
}

// panels lays out n plot areas that share the axes of a; titled leaves room for
// a title over each, equal makes one unit as long on x as on y.
func panels(s *sheet, a axes, t tiling, n int, titled, equal bool) []axes {
	const gap = 12.0
	over := vg.Length(0)
	if titled {
		over = leading*sizeLabel + 1
	}
	width := (s.w - 2*marginX - 30 - gap*vg.Length(t.cols-1)) / vg.Length(t.cols)
	height := (s.top - s.bottom - overY - underTick - underX - (over+gap)*vg.Length(t.rows-1) - over) / vg.Length(t.rows)
	if equal {
		equalise(&a, float64(width), float64(height))
	}
	if a.y.ticks == nil {
		a.y.setTicks(max(2, int(height/34)))
	}
	a.x.setTicks(max(2, int(width/50)))
	a.fit(s, 0)
	a.rect.Max.Y -= over
	width = (a.rect.Max.X - a.rect.Min.X - gap*vg.Length(t.cols-1)) / vg.Length(t.cols)
	height = (a.rect.Max.Y - a.rect.Min.Y - (over+gap)*vg.Length(t.rows-1)) / vg.Length(t.rows)
	var panels []axes
	for i := range n {
		p := a
		p.rect.Min.X = snap(a.rect.Min.X + vg.Length(i%t.cols)*(width+gap))
		p.rect.Max.X = snap(p.rect.Min.X + width)
		p.rect.Max.Y = snap(a.rect.Max.Y - vg.Length(i/t.cols)*(height+over+gap))
		p.rect.Min.Y = snap(p.rect.Max.Y - height)
		panels = append(panels, p)
	}
	return panels
}

// framePanel draws the grid of panel i, and ticks where no other panel is below
// it, or to the left of it.
func framePanel(c canvas, t tiling, panels []axes, i int) {
	a := panels[i]
	a.grid(c, true, true)
	if i%t.cols == 0 {
		a.yTicks(c)
	}
	if i+t.cols >= len(panels) {
		a.xTicks(c)
	}
}

// namePanels writes the names of the axes once for all panels.
func namePanels(c canvas, s *sheet, t tiling, panels []axes) {
	last := panels[(t.rows-1)*t.cols]
	last.rect.Max.X = panels[t.cols-1].rect.Max.X
	last.names(c, s)
}

// equalise widens one of the axes so that their units are equally long.
func equalise(a *axes, width, height float64) {
	perX, perY := (a.x.hi-a.x.lo)/width, (a.y.hi-a.y.lo)/height
	grow := func(x *axis, f float64) {
		mid, half := (x.lo+x.hi)/2, (x.hi-x.lo)/2*f
		x.lo, x.hi = mid-half, mid+half
	}
	if perX < perY {
		grow(&a.x, perY/perX)
		return
	}
	grow(&a.y, perX/perY)
}
