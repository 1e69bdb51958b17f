package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"testing"
)

// TestScaling compares the scaling of all 256 grey levels with PyTorch's, bit by
// bit, by the SHA-256 of the little-endian float32.
func TestScaling(t *testing.T) {
	signed := Signed(unitOf[:])
	for _, c := range []struct {
		name string
		x    []float32
		sum  string // PyTorch 2.15.0, x = arange(256, dtype=uint8)
	}{
		// u = x.to(float32).div(255)
		{"p/255", unitOf[:], "010413efe9fc4438fee48de66c4d09f377b28af6a9fe2522201e8c1dbb831fc8"},
		// s = u.sub(0.5).div(0.5)
		{"Signed", signed, "d15e8ce72284446496a6de66e8a4795818530b44cd2c3dd415077364535c3c1a"},
		// (0.5*(s+1)).clamp(0, 1)
		{"Unit", Unit(signed), "0c86c1e673e7544ea49724b040f31471ecf72fe02970d138018d7f0251e2e367"},
	} {
		var bytes []byte
		for _, v := range c.x {
			bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
		}
		if sum := sha256.Sum256(bytes); hex.EncodeToString(sum[:]) != c.sum {
			t.Errorf("%s differs from PyTorch's: %v … %v", c.name, c.x[:3], c.x[253:])
		}
	}
	// There and back is off by half a unit in the last place of 0.5 at most.
	for p, v := range Unit(signed) {
		if diff := math.Abs(float64(v - unitOf[p])); diff > 3e-8 {
			t.Errorf("grey level %d comes back %g off", p, diff)
		}
	}
}

func TestUnit(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	got := Unit([]float32{-3, -1, -.5, .25, 1, 7, inf, -inf, nan})
	want := []float32{0, 0, .25, .625, 1, 1, 1, 0, nan} // PyTorch 2.15.0, as above
	for i, v := range want {
		if got[i] != v && !(v != v && got[i] != got[i]) {
			t.Errorf("number %d: %v, expected %v", i, got[i], v)
		}
	}
}

func TestImageIsView(t *testing.T) {
	im := &Images{N: 2, Rows: 1, Cols: 2, X: []float32{0, 1, 2, 3}}
	first := im.Image(0)
	_ = append(first, 9) // must not write into image 1
	first[1] = 5
	if im.X[1] != 5 || im.X[2] != 2 {
		t.Errorf("X is %v, expected [0 5 2 3]", im.X)
	}
}
