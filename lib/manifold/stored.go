package manifold

import (
	"fmt"

	"seminar.example/lib/files"
)

// StoredPCA returns the PCA of x from the file path where that holds it, and
// else fits it and keeps it there; found says which. Arguments as in FitPCA.
//
// A file is taken if it holds k components and the fingerprint of x. The PCA of
// other data is never taken for this one, and stays in its file: that of x is then
// fitted at every call. A file that is damaged, or of fewer components, or from
// before files held a fingerprint, is replaced.
//
// It fails if x cannot be fitted or the file cannot be written. Cost: where the
// file is there, that of reading x: 0.1 s for the 60 000 images of MNIST.
// Introduced in notebook 02.
func StoredPCA(path string, x []float32, d, k int) (p *PCA, found bool, err error) {
	if err := checkFit(x, d, k); err != nil {
		return nil, false, fmt.Errorf("manifold: StoredPCA: %w", err)
	}
	data := files.Fingerprint(x)
	stored, err := LoadPCA(path)
	same := err == nil && stored.Data == data && stored.D == d
	if same && stored.K >= k {
		return stored, true, nil
	}
	ours := same || err != nil || stored.Data == "" // the file, to write it
	if p, err = FitPCA(x, d, k); err != nil {
		return nil, false, err
	}
	p.Data = data
	if !ours {
		return p, false, nil
	}
	if err := p.Save(path); err != nil {
		return p, false, err
	}
	p, err = LoadPCA(path) // the same numbers now as at the next call
	return p, false, err
}
