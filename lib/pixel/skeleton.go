package pixel

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// inked are the pixels of an image that are ink, their distances from the rest
// and their medial axis.
type inked struct {
	h, w   int
	on     []bool
	far    []int // squared distance to the nearest pixel that is not ink
	column []int // distance to that in the same column
	order  []int // of thinning: distance, corner and place in one number
	axis   []bool
	place  []int // of equal pixels in the order of thinning: a fixed shuffle, else the axis would
	at     []int // lean to one side; and the pixel at each place
}

func newInked(h, w int) inked {
	k := inked{h: h, w: w, on: make([]bool, h*w), far: make([]int, h*w), column: make([]int, h*w),
		axis: make([]bool, h*w), at: rand.New(rand.NewPCG(1, 0)).Perm(h * w), place: make([]int, h*w)}
	for place, i := range k.at {
		k.place[i] = place
	}
	return k
}

func (k *inked) set(i int, on bool) { k.on[i] = on }

// measure returns the number of ink pixels, the length of the medial axis and
// twice the mean distance along it.
func (k *inked) measure() (area, length, thickness float64) {
	k.distances()
	k.thin()
	var n, far float64
	for i, on := range k.on {
		if on {
			area++
		}
		if !k.axis[i] {
			continue
		}
		n++
		far += math.Sqrt(float64(k.far[i]))
		y, x := i/k.w, i%k.w
		for _, to := range [4]struct {
			dy, dx int
			length float64
		}{{0, 1, 1}, {1, 0, 1}, {1, -1, math.Sqrt2}, {1, 1, math.Sqrt2}} {
			if y+to.dy < k.h && x+to.dx >= 0 && x+to.dx < k.w && k.axis[i+to.dy*k.w+to.dx] {
				length += to.length
			}
		}
	}
	return area, length, 2 * far / n
}

// distances fills far: exact Euclidean distances, first along columns, then
// the least over the row. Beyond the image's edge nothing is known: no ground.
func (k *inked) distances() {
	beyond := k.h + k.w
	for x := range k.w {
		d := beyond
		for y := range k.h {
			if d++; !k.on[y*k.w+x] {
				d = 0
			}
			k.column[y*k.w+x] = min(d, beyond)
		}
		d = beyond
		for y := k.h - 1; y >= 0; y-- {
			if d++; !k.on[y*k.w+x] {
				d = 0
			}
			k.column[y*k.w+x] = min(d, k.column[y*k.w+x])
		}
	}
	for y := range k.h {
		row := k.column[y*k.w : (y+1)*k.w]
		for x, d := range row {
			best := d * d
			for step := 1; step*step < best; step++ {
				if x >= step {
					best = min(best, step*step+row[x-step]*row[x-step])
				}
				if x+step < k.w {
					best = min(best, step*step+row[x+step]*row[x+step])
				}
				if x < step && x+step >= k.w {
					break
				}
			}
			k.far[y*k.w+x] = best
		}
	}
}

// thin takes ink away, from the edge inwards, unless that would part what hangs
// together or shorten an end: what is left is the medial axis. Of pixels equally
// far from the edge those with more ink around go first, else corners are lost.
func (k *inked) thin() {
	copy(k.axis, k.on)
	k.order = k.order[:0]
	for i, on := range k.on {
		if on {
			corner := 9 - bits.OnesCount16(k.around(i))
			k.order = append(k.order, (k.far[i]*10+corner)*len(k.on)+k.place[i])
		}
	}
	slices.Sort(k.order)
	for _, key := range k.order {
		i := k.at[key%len(k.on)]
		k.axis[i] = needed[k.around(i)]
	}
}

// around are the nine pixels about i as bits, row by row; i itself is bit 4.
func (k *inked) around(i int) (pattern uint16) {
	y, x := i/k.w, i%k.w
	for bit := range 9 {
		r, c := y+bit/3-1, x+bit%3-1
		if r >= 0 && r < k.h && c >= 0 && c < k.w && k.axis[r*k.w+c] {
			pattern |= 1 << bit
		}
	}
	return pattern
}

// needed says of each pattern whether its middle must stay: the pixels around
// would hang together otherwise than with it, or there is at most one of them.
var needed = func() (table [512]bool) {
	const middle = 1 << 4
	for p := range table {
		with := uint16(p)
		table[p] = with&middle != 0 && (pieces(with) != pieces(with&^middle) || bits.OnesCount16(with) < 3)
	}
	return table
}()

// pieces counts the parts of a pattern that hang together, by sides or corners.
func pieces(pattern uint16) (n int) {
	for pattern != 0 {
		part := pattern & -pattern
		for {
			grown := part
			for a := range 9 {
				for b := range 9 {
					near := max(a/3-b/3, b/3-a/3) <= 1 && max(a%3-b%3, b%3-a%3) <= 1
					if part>>a&1 == 1 && near {
						grown |= pattern & (1 << b)
					}
				}
			}
			if grown == part {
				break
			}
			part = grown
		}
		pattern &^= part
		n++
	}
	return n
}
