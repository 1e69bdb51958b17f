package train

import (
	"math"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// course is how far a training has come, in losses on the test data.
type course struct {
	untrained, before, now float64 // before: an epoch ago
	mean                   float64 // of the best answer that looks at nothing: the mean training target
	steps                  int     // taken in all
	last                   bool    // no epoch follows
}

// stuck reports whether the training goes nowhere: at its end, if the loss is not
// below that of the mean; earlier, only if it is well above and no longer falls,
// since many a network first learns the mean, stays there for some epochs, and
// then goes on.
func (c course) stuck() bool {
	if !(c.mean > 0) || math.IsNaN(c.now) {
		return false
	}
	if c.last {
		return c.now > sameAs*c.mean
	}
	return c.steps >= 100 && c.now > 1.2*c.mean && c.now > sameAs*c.before
}

// sameAs is the share of a loss that counts as no progress: two samples of images
// differ by less in the loss of their means.
const sameAs = 0.98

// judge warns once, after an epoch, of a training that goes nowhere.
func (r *run) judge() error {
	epochs := r.history.Epochs
	c := course{untrained: r.history.Start, before: r.history.Start, now: r.history.Last().Test,
		steps: r.history.Steps, last: r.at.Epoch == int(r.o.Epochs)}
	if n := len(epochs); n > 1 {
		c.before = epochs[n-2].Test
	}
	if r.ofMean == nil {
		mean := r.lossOfMean()
		r.ofMean = &mean
	}
	c.mean = *r.ofMean
	if r.warned || !c.stuck() {
		return nil
	}
	r.warned = true
	outputs, code, err := r.constant()
	if err != nil {
		return err
	}
	mean, seen := say.T("mean image"), ""
	if r.data.TestTargets != nil {
		mean = say.T("mean target")
	}
	switch {
	case outputs && code:
		seen = say.T("; the code is the same for all rows, and so is the output")
	case outputs:
		seen = say.T("; the output is the same for all rows")
	case c.now > sameAs*c.untrained:
		seen = say.Sprintf("; untrained it was %.4g", c.untrained)
	}
	r.warn("after epoch %d the test loss, %.4g, is no better than that of the %s, %.4g%s: %s",
		r.at.Epoch, c.now, mean, c.mean, seen, r.cure(c, outputs))
	return nil
}

// cure is what usually helps a training that is stuck.
func (r *run) cure(c course, constant bool) string {
	net, dense := r.model.Net.(ae.Net)
	switch rate := r.o.Rate; {
	case r.beyond:
		return say.T("first bring the targets into the output's range, as said above")
	case rate > 5e-3:
		return say.Sprintf("usually a smaller learning rate than %g helps; 0.001 is usual", rate)
	case r.o.Decay > 1e-3:
		return say.Sprintf("the weight decay of %g pulls all weights to 0; 0.00001 is usual", r.o.Decay)
	case rate < 1e-4:
		return say.Sprintf("usually a greater learning rate than %g helps; 0.001 is usual", rate)
	case dense && constant && net.OnCode != "":
		return say.Sprintf("usually a code without activation helps (OnCode: \"\", not %q), or another seed", net.OnCode)
	case c.steps < 1000:
		return say.Sprintf("%d steps were taken: usually more epochs or a smaller batch help", c.steps)
	}
	return say.T("usually another learning rate, another seed or wider layers help")
}

// constant reports whether the output and the code are the same for all rows,
// tried on the first few hundred of the test data.
func (r *run) constant() (output, code bool, err error) {
	net := r.model.Net
	x := r.noisy[:min(len(r.noisy), 500*net.In())]
	y, err := r.model.Reconstruct(x)
	if err != nil {
		return false, false, err
	}
	z, err := r.model.Encode(x)
	if err != nil {
		return false, false, err
	}
	target := r.testTargets()[:len(y)]
	return spread(y, net.Out()) < 1e-3*spread(target, net.Out()), spread(z, net.Code()) < 1e-5*(1+largest(z)), nil
}

// spread is the widest range, over the rows of x, n×d, of one of its columns.
func spread(x []float32, d int) (widest float32) {
	for j := range d {
		low, high := x[j], x[j]
		for i := j; i < len(x); i += d {
			low, high = min(low, x[i]), max(high, x[i])
		}
		widest = max(widest, high-low)
	}
	return widest
}

// largest is the greatest of the sizes of numbers.
func largest(x []float32) (l float32) {
	for _, v := range x {
		l = max(l, v, -v)
	}
	return l
}

// lossOfMean is the test loss of the mean training target m, for each number:
//
//	squared error          1/n Σ (x−m)²
//	cross-entropy          −x̄·log m − (1−x̄)·log(1−m),  x̄ the mean test target
//	softmax cross-entropy  −x̄·log m
//
// and the mean of that over the numbers; NaN where the test data is too small to
// say. Cost: 0.03 s for MNIST; at most 10 000 training rows are read.
func (r *run) lossOfMean() float64 {
	d := r.model.Net.Out()
	test, training := r.testTargets(), r.data.Train
	if r.data.TrainTargets != nil {
		training = r.data.TrainTargets
	}
	if len(test)/d < fewRows {
		return math.NaN()
	}
	m, _ := moments(training, d, 10_000)
	x, square := moments(test, d, len(test))
	sum := 0.0
	for j := range d {
		p := max(1e-7, min(1-1e-7, m[j])) // as ae.Loss does
		switch r.o.Loss {
		case ae.CrossEntropy:
			sum -= x[j]*math.Log(p) + (1-x[j])*math.Log(1-p)
		case ae.SoftmaxCrossEntropy:
			sum -= x[j] * math.Log(p)
		default:
			sum += square[j] - 2*x[j]*m[j] + m[j]*m[j]
		}
	}
	return sum / float64(d)
}

// moments are the means of each column of x, n×d, and of its square, over at most
// most rows at even distances.
func moments(x []float32, d, most int) (mean, square []float64) {
	mean, square = make([]float64, d), make([]float64, d)
	n := len(x) / d
	rows := min(n, most)
	for k := range rows {
		i := k * n / rows
		for j, v := range x[i*d : (i+1)*d] {
			mean[j] += float64(v)
			square[j] += float64(v) * float64(v)
		}
	}
	for j := range d {
		mean[j] /= float64(rows)
		square[j] /= float64(rows)
	}
	return mean, square
}
