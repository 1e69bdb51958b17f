package plot

// CloudOf makes a cloud of codes: n points in two or three dimensions.
//
//	z      n×2 or n×3, row-major
//	labels n classes in 0…61
//
// What does not fit is left out, and so an error of the figure that the cloud is
// given to. Introduced in notebook 04.
func CloudOf(title string, z []float32, labels []uint8) Cloud {
	c := Cloud{Title: title}
	for _, l := range labels {
		c.Class = append(c.Class, int(l))
	}
	d := len(z) / max(1, len(labels))
	if d < 2 || d > 3 || len(z) != d*len(labels) {
		return c
	}
	to := []*[]float64{&c.X, &c.Y, &c.Z}
	for i, v := range z {
		*to[i%d] = append(*to[i%d], float64(v))
	}
	return c
}
