package ae_test

import (
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
)

// BenchmarkCode encodes 10 000 images and decodes their codes.
func BenchmarkCode(b *testing.B) {
	engine, line, err := backend.Open()
	if err != nil {
		b.Fatal(err)
	}
	b.Log(line)
	m, err := ae.New(engine, ae.AE3, 1)
	if err != nil {
		b.Fatal(err)
	}
	x := make([]float32, 10000*784)
	for i := range x {
		x[i] = float32(i%7)/3 - 1
	}
	var z []float32
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if z, err = m.Encode(x); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err = m.Decode(z); err != nil {
				b.Fatal(err)
			}
		}
	})
}
