package plot

// CloudOf makes a cloud of codes: n points in two or three dimensions.
//
//	z      n×2 or n×3, row-major
//	labels n classes in 0…9
//
// Lengths that do not fit are found by the Figure method that the cloud is
// given to. Introduced in notebook 04.
func CloudOf(title string, z []float32, labels []uint8) Cloud {
	c := Cloud{Title: title}
	d := len(z) / max(1, len(labels))
	for i, l := range labels {
		c.Class = append(c.Class, int(l))
		for k, to := range []*[]float64{&c.X, &c.Y, &c.Z} {
			if k < d && i*d+k < len(z) {
				*to = append(*to, float64(z[i*d+k]))
			}
		}
	}
	return c
}
