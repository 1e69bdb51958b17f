package metric

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"seminar.example/lib/say"
)

// Share is how often something happened, with the interval in which its
// probability lies.
type Share struct {
	Hits, N   int
	Value     float64 // Hits/N
	Low, High float64 // 0..1
}

// ShareOf returns the share of hits in n independent trials, with Wilson's
// interval for the given confidence:
//
//	(p + q²/2n ± q √(p(1−p)/n + q²/4n²)) / (1 + q²/n),  p = hits/n
//
// with q the normal quantile of (1 + confidence)/2. It holds for few trials too,
// and where all or none are hits.
//
// It fails for n < 1, hits outside 0..n, and a confidence that is not between 0
// and 1. Source: Wilson, Probable inference, the law of succession, and
// statistical inference, JASA 22 (1927). Introduced in notebook 03.
func ShareOf(hits, n int, confidence float64) (Share, error) {
	switch {
	case n < 1 || hits < 0 || hits > n:
		return Share{}, say.Errorf("metric: ShareOf: %d hits in %d trials, expected at least one trial and 0 to as many hits", hits, n)
	case !(confidence > 0 && confidence < 1):
		return Share{}, say.Errorf("metric: ShareOf: confidence %v, expected between 0 and 1, such as 0.95", confidence)
	}
	m, p := float64(n), float64(hits)/float64(n)
	q := distuv.UnitNormal.Quantile((1 + confidence) / 2)
	middle, half := p+q*q/(2*m), q*math.Sqrt(p*(1-p)/m+q*q/(4*m*m))
	scale := 1 + q*q/m
	s := Share{Hits: hits, N: n, Value: p, Low: (middle - half) / scale, High: (middle + half) / scale}
	if hits == 0 { // exactly, not but for rounding
		s.Low = 0
	}
	if hits == n {
		s.High = 1
	}
	return s, nil
}

// String returns a line such as "17 of 20 (64 % to 95 %)".
func (s Share) String() string {
	return say.Sprintf("%d of %d (%.0f %% to %.0f %%)", s.Hits, s.N, 100*s.Low, 100*s.High)
}
