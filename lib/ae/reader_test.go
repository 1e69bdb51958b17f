package ae

import "testing"

// The numbers of a reader by hand, those of its layers, and what cannot be built.
func TestReader(t *testing.T) {
	r := Reader{Channels: [2]int{16, 32}, Features: 64, Classes: 10}
	want := 16*9 + 16 + 32*16*9 + 32 + 64*32*49 + 64 + 10*64 + 10
	if r.Parameters() != want || r.In() != 784 || r.Code() != 64 || r.Out() != 10 || r.String() != "reader 16-32-64-10" {
		t.Errorf("%v: %d parameters, %d → %d → %d", r, r.Parameters(), r.In(), r.Code(), r.Out())
	}
	if r.check() != nil || r.output() != "" {
		t.Errorf("%v, %q", r.check(), r.output())
	}
	for _, bad := range []Reader{{Channels: r.Channels, Features: 64}, {Channels: r.Channels, Classes: 10}, {Features: 64, Classes: 10}} {
		if bad.check() == nil {
			t.Errorf("%v can be built", bad)
		}
	}
}
