package pixel

import "testing"

// Patterns by hand, row by row.
func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		rows string
		want bool
	}{
		{"... .#. ...", true},  // a dot
		{"... .## ...", true},  // an end
		{"... ### ...", true},  // a bridge
		{"#.. .#. ..#", true},  // a bridge from corner to corner
		{"... ### ###", false}, // an edge
		{"... .## .##", false}, // a corner
		{"### ### ###", false}, // inside; its place in the order keeps it
		{"##. #.# ###", false}, // not ink
		{"#.# .#. ...", true},  // a fork's foot
	} {
		pattern, bit := 0, 0
		for _, r := range c.rows {
			if r != ' ' {
				if r == '#' {
					pattern |= 1 << bit
				}
				bit++
			}
		}
		if needed[pattern] != c.want {
			t.Errorf("%s: %t, expected %t", c.rows, needed[pattern], c.want)
		}
	}
}
