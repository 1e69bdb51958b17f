package classifier

import (
	"fmt"
	"math"
)

// Features returns what the network sees in each image before it names a class:
// the numbers of its hidden layer, 0 or more. In them metric.Frechet compares sets
// of images.
//
//	x  n×d, pixels in [0,1] → n×128, of TrainConv n×64, row by row
//
// Errors: as [Classifier.Classes].
func (c *Classifier) Features(x []float32) ([]float32, error) {
	d := c.model.Net.In()
	if err := check(x, d, len(x)/d); err != nil {
		return nil, err
	}
	return c.model.Encode(x)
}

// Confidence returns for each image the probability of its most likely class,
// 1/classes to 1, by the softmax of the network's outputs. It says how sure the
// network is, not that the image shows a digit: far from its training images a
// network may be sure of anything.
//
//	x  n×d, pixels in [0,1] → n
//
// Errors: as [Classifier.Classes].
func (c *Classifier) Confidence(x []float32) ([]float64, error) {
	d := c.model.Net.In()
	if err := check(x, d, len(x)/d); err != nil {
		return nil, err
	}
	scores, err := c.model.Reconstruct(x) // n×classes
	if err != nil {
		return nil, fmt.Errorf("classifier: %w", err)
	}
	sure := make([]float64, len(x)/d)
	for i := range sure {
		row := scores[i*c.classes : (i+1)*c.classes]
		most, sum := float64(row[0]), 0.0
		for _, v := range row {
			most = max(most, float64(v))
		}
		for _, v := range row {
			sum += math.Exp(float64(v) - most)
		}
		sure[i] = 1 / sum
	}
	return sure, nil
}
