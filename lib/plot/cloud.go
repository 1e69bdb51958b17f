package plot

import (
	"fmt"
	"slices"

	"seminar.example/lib/say"
)

// Cloud is a set of n labelled points: one panel of [Scatter] or [Clouds3D].
type Cloud struct {
	Title string    // "epoch 1"; may be empty where there is one cloud only
	X, Y  []float64 // n values each
	Z     []float64 // n values in Clouds3D, none in Scatter
	Class []int     // n classes in 0…61, or none: then all points are alike; see ClassSigns
	Value []float64 // n numbers that colour the points from dark to light, instead of Class; or none
	// A line over the points of a Scatter, through its own points in their order,
	// such as a fit; or none.
	LineX, LineY []float64
	// U and V are an arrow at each point of a Scatter, from (X, Y) to (X+U, Y+V),
	// instead of a dot: a vector field; or none.
	U, V []float64
}

// The most points of a figure that are drawn, in the plane and in space: more
// cover each other, and the file grows beyond 60 kB.
const (
	maxDots   = 2000
	maxDots3D = 2000
)

// thin gives the indices of the points that are drawn where n are given and
// most fit: all, or most of them at even distances.
func thin(n, most int) []int {
	drawn := make([]int, min(n, most))
	for i := range drawn {
		drawn[i] = i * n / len(drawn)
	}
	return drawn
}

// thinned says how many points are drawn where it is not all.
func thinned(clouds []Cloud, most int) string {
	n, shown := 0, 0
	for _, cl := range clouds {
		n += len(cl.X)
		shown += min(len(cl.X), most/len(clouds))
	}
	if shown == n {
		return ""
	}
	return say.Sprintf("%s of %s points drawn", Number(float64(shown), 0), Number(float64(n), 0))
}

// rulesOfClouds are the rules of clouds in the plane, or in space; valueLabel says
// what their values are.
func rulesOfClouds(clouds []Cloud, valueLabel string, solid bool) []rule {
	return []rule{
		counted("Clouds", len(clouds), 1, 12),
		writable(valueLabel),
		each("Clouds", len(clouds), func(cloud string, i int) []rule {
			cl, n := clouds[i], len(clouds[i].X)
			form := cl.flatRules(cloud)
			if solid {
				form = cl.solidRules(cloud)
			}
			return append([]rule{
				that(n > 0, "%s.X is empty; give the cloud at least one point", cloud),
				that(cl.Title != "" || len(clouds) == 1, "%s.Title is empty; with several panels each needs a title", cloud),
				writable(cl.Title),
				finite(cloud+".X", cl.X), series(cloud+".Y", cl.Y, cloud+".X", n),
				when(cl.Class != nil,
					same(cloud+".Class", len(cl.Class), cloud+".X", n),
					all(cloud+".Class", cl.Class, func(k int) bool { return k >= 0 && k < len(ClassSigns) }, say.T("a class in 0…61"))),
				when(cl.Value != nil,
					that(cl.Class == nil, "%s.Value and Class are given; a point's colour is one of them", cloud),
					that(valueLabel != "", "ValueLabel is empty; say what the colours of %s.Value stand for, with the unit", cloud),
					series(cloud+".Value", cl.Value, cloud+".X", n)),
			}, form...)
		}),
	}
}

// solidRules are those of a cloud in space, which has no lines and no arrows.
func (cl Cloud) solidRules(cloud string) []rule {
	return []rule{
		series(cloud+".Z", cl.Z, cloud+".X", len(cl.X)),
		that(cl.LineX == nil, "%s.LineX is given, but only a Scatter draws lines", cloud),
		that(cl.U == nil && cl.V == nil, "%s.U is given, but only a Scatter draws arrows", cloud),
	}
}

// flatRules are those of a cloud in the plane.
func (cl Cloud) flatRules(cloud string) []rule {
	n := len(cl.X)
	return []rule{
		that(cl.Z == nil, "%s.Z is given, but a Scatter is flat; use Clouds3D", cloud),
		finite(cloud+".LineX", cl.LineX),
		series(cloud+".LineY", cl.LineY, cloud+".LineX", len(cl.LineX)),
		when(cl.U != nil || cl.V != nil,
			that(cl.Class == nil && cl.Value == nil, "%s.U is given with a Class or a Value; arrows have one colour", cloud),
			series(cloud+".U", cl.U, cloud+".X", n), series(cloud+".V", cl.V, cloud+".X", n)),
	}
}

// cloudTable is the table of all points, drawn or not.
func cloudTable(clouds []Cloud, solid bool) [][]string {
	head := []string{"panel", "point", "class", "x", "y"}
	if solid {
		head = append(head, "z")
	}
	valued := slices.ContainsFunc(clouds, func(cl Cloud) bool { return cl.Value != nil })
	if valued {
		head = append(head, "value")
	}
	arrowed := slices.ContainsFunc(clouds, func(cl Cloud) bool { return cl.U != nil })
	if arrowed {
		head = append(head, "u", "v")
	}
	t := [][]string{head}
	for _, cl := range clouds {
		for i := range cl.X {
			row := []string{cl.Title, fmt.Sprint(i), "", cell(cl.X[i]), cell(cl.Y[i])}
			if cl.Class != nil {
				row[2] = fmt.Sprint(cl.Class[i])
			}
			if solid {
				row = append(row, cell(cl.Z[i]))
			}
			if cl.Value != nil {
				row = append(row, cell(cl.Value[i]))
			} else if valued {
				row = append(row, "")
			}
			if cl.U != nil {
				row = append(row, cell(cl.U[i]), cell(cl.V[i]))
			} else if arrowed {
				row = append(row, "", "")
			}
			t = append(t, row)
		}
		for i := range cl.LineX {
			row := make([]string, len(head))
			copy(row, []string{cl.Title, fmt.Sprintf("line %d", i), "", cell(cl.LineX[i]), cell(cl.LineY[i])})
			t = append(t, row)
		}
	}
	return t
}
