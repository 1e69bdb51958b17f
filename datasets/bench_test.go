package datasets

import "testing"

func BenchmarkMNIST(b *testing.B) {
	for _, split := range []Split{Test, Train} {
		b.Run(string(split), func(b *testing.B) {
			for b.Loop() {
				if _, err := MNIST(split); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
