package manifold

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Transform returns the codes of points: their coordinates along the first k
// components.
//
//	z = W (x − x̄)
//
// x is n×d, row-major, the result n×k; 1 ≤ k ≤ the number of components kept.
// It fails if k is out of range or x is no whole rows.
// Cost: n·d·k on all cores. Introduced in notebook 02.
func (p *PCA) Transform(x []float32, k int) ([]float32, error) {
	n, err := p.rows(x, p.D, k)
	if err != nil {
		return nil, fmt.Errorf("manifold: PCA.Transform: x: %w", err)
	}
	z := make([]float32, n*k)
	p.perBlock(n, k, func(lo, hi int, points, codes blas64.General) {
		p.center(points, x[lo*p.D:hi*p.D])
		p.encode(points, codes)
		narrow(z[lo*k:hi*k], codes)
	})
	return z, nil
}

// Inverse returns the points that codes stand for.
//
//	y = x̄ + Wᵀ z
//
// z is n×k, row-major, the result n×d; k as in [PCA.Transform]. Nothing is
// clamped to the scale of the data. Cost and errors as there.
func (p *PCA) Inverse(z []float32, k int) ([]float32, error) {
	n, err := p.rows(z, k, k)
	if err != nil {
		return nil, fmt.Errorf("manifold: PCA.Inverse: z: %w", err)
	}
	y := make([]float32, n*p.D)
	p.perBlock(n, k, func(lo, hi int, points, codes blas64.General) {
		for i, v := range z[lo*k : hi*k] {
			codes.Data[i] = float64(v)
		}
		p.decode(codes, points)
		narrow(y[lo*p.D:hi*p.D], points)
	})
	return y, nil
}

// Reconstruct returns the points of the k-dimensional plane that are nearest to
// the points x: code and back, in float64.
//
//	y = x̄ + Wᵀ W (x − x̄)
//
// x and the result are n×d, row-major; k, cost and errors as in
// [PCA.Transform]. Introduced in notebook 02.
func (p *PCA) Reconstruct(x []float32, k int) ([]float32, error) {
	n, err := p.rows(x, p.D, k)
	if err != nil {
		return nil, fmt.Errorf("manifold: PCA.Reconstruct: x: %w", err)
	}
	y := make([]float32, n*p.D)
	p.perBlock(n, k, func(lo, hi int, points, codes blas64.General) {
		p.center(points, x[lo*p.D:hi*p.D])
		p.encode(points, codes)
		p.decode(codes, points)
		narrow(y[lo*p.D:hi*p.D], points)
	})
	return y, nil
}

// rows checks k and returns the number of rows of width d in data.
func (p *PCA) rows(data []float32, d, k int) (int, error) {
	if k < 1 || k > p.K {
		return 0, say.Errorf("k = %d, expected 1..%d, the number of components kept", k, p.K)
	}
	if len(data) == 0 || len(data)%d != 0 {
		return 0, say.Errorf("%d numbers, expected whole rows of %d", len(data), d)
	}
	return len(data) / d, nil
}

// perBlock runs work on blocks of the rows 0..n-1, on all cores. points and
// codes are matrices of the block's height for work to fill.
func (p *PCA) perBlock(n, k int, work func(lo, hi int, points, codes blas64.General)) {
	parallel.Do((n+blockRows-1)/blockRows, func(block int) {
		lo := block * blockRows
		hi := min(lo+blockRows, n)
		work(lo, hi, zeros(hi-lo, p.D), zeros(hi-lo, k))
	})
}

func zeros(rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float64, rows*cols)}
}

// center sets points to x − x̄.
func (p *PCA) center(points blas64.General, x []float32) {
	for i := range points.Rows {
		row := points.Data[i*p.D : (i+1)*p.D]
		for j, v := range x[i*p.D : (i+1)*p.D] {
			row[j] = float64(v) - p.Mean[j]
		}
	}
}

// encode sets codes to W·points, row by row.
func (p *PCA) encode(points, codes blas64.General) {
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, points, p.first(codes.Cols), 0, codes)
}

// decode sets points to x̄ + Wᵀ·codes, row by row.
func (p *PCA) decode(codes, points blas64.General) {
	for i := range points.Rows {
		copy(points.Data[i*p.D:(i+1)*p.D], p.Mean)
	}
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, codes, p.first(codes.Cols), 1, points)
}

// first returns the first k components as a k×d matrix.
func (p *PCA) first(k int) blas64.General {
	return blas64.General{Rows: k, Cols: p.D, Stride: p.D, Data: p.Components[:k*p.D]}
}

// narrow copies a to out in float32.
func narrow(out []float32, a blas64.General) {
	for i, v := range a.Data {
		out[i] = float32(v)
	}
}
