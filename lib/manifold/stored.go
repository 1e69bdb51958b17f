package manifold

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// StoredPCA returns the PCA of x from the file path where that holds it, and
// else fits it and keeps it there; found says which. Arguments as in FitPCA.
//
// A file is taken if it holds k components and the mean of x. The PCA of other
// data is never taken for this one, and stays in its file: that of x is then
// fitted at every call. A damaged file, or one of fewer components, is replaced.
//
// It fails if x cannot be fitted or the file cannot be written.
// Introduced in notebook 04.
func StoredPCA(path string, x []float32, n, d, k int) (p *PCA, found bool, err error) {
	if err := checkFit(x, n, d, k); err != nil {
		return nil, false, fmt.Errorf("manifold: StoredPCA: %w", err)
	}
	stored, err := LoadPCA(path)
	ours := err != nil || stored.hasMeanOf(x, d) // so that the file is ours to write
	if err == nil && ours && stored.K >= k {
		return stored, true, nil
	}
	if p, err = FitPCA(x, n, d, k); err != nil || !ours {
		return p, false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, false, fmt.Errorf("manifold: StoredPCA: %w", err)
	}
	if err := p.Save(path); err != nil {
		return p, false, err
	}
	p, err = LoadPCA(path) // the same numbers now as at the next call
	return p, false, err
}

// hasMeanOf reports whether the mean of x's rows is p's, but for rounding.
func (p *PCA) hasMeanOf(x []float32, d int) bool {
	if p.D != d {
		return false
	}
	sum := make([]float64, d)
	for i := 0; i < len(x); i += d {
		for j, v := range x[i : i+d] {
			sum[j] += float64(v)
		}
	}
	n := float64(len(x) / d)
	for j := range sum {
		if math.Abs(sum[j]/n-p.Mean[j]) > 1e-9*(1+math.Abs(p.Mean[j])) {
			return false
		}
	}
	return true
}
