// Package classifier trains a small network that names the digit in an image.
//
// The error of a reconstruction says how near it is in pixels. It does not say
// whether the same digit can still be read. A classifier that was trained once,
// on clean training images, answers that for any network's reconstructions: the
// share of them in which it finds the label of the original.
//
// Used in notebooks 02, 03 and 04.
package classifier

import (
	"github.com/gomlx/compute"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
	"seminar.example/lib/train"
)

// hidden is the width of the layer between the pixels and the classes.
const hidden = 128

// Classifier names the class of an image.
type Classifier struct {
	model   *ae.Model
	classes int
}

// Images are n images of d pixels in [0,1], row by row, and their labels.
type Images struct {
	X      []float32 // n×d
	Labels []uint8   // n
}

// Train trains a network with one hidden layer, d-128-classes with ReLU, by the
// softmax cross-entropy, or loads it where o.Path has it. The number of classes
// is one more than the greatest label of the training images. The history holds
// losses; [Classifier.Accuracy] tells how often it is right.
//
//	o  as in [train.Run]; its Loss is set here; Noise damages the images
//
// Errors: lengths that do not fit, pixels outside [0,1], and those of train.Run.
// Cost: an epoch of MNIST is 469 steps, a fifth of a second on two cores.
//
// Used in notebooks 02, 03 and 04.
func Train(b compute.Backend, training, test Images, o train.Options) (*Classifier, *train.History, error) {
	return trained(b, training, test, o, func(d, classes int) ae.Architecture {
		// In the terms of lib/ae: the encoder is the hidden layer, the decoder the last.
		return ae.Net{Encoder: []int{d, hidden}, Decoder: []int{hidden, classes}, OnCode: "relu"}
	})
}

// TrainConv is Train for a convolutional network of 28×28 images with 64 features,
// ae.Reader. It errs less than half as often: of drawn images it is the better judge.
//
// Errors: as Train, and images of another size.
// Cost: an epoch of MNIST is 469 steps, two seconds on two cores.
//
// Used in notebook 10.
func TrainConv(b compute.Backend, training, test Images, o train.Options) (*Classifier, *train.History, error) {
	return trained(b, training, test, o, func(_, classes int) ae.Architecture {
		return ae.Reader{Channels: [2]int{16, 32}, Features: 64, Classes: classes}
	})
}

// trained trains the network that build gives for d pixels and the classes.
func trained(b compute.Backend, training, test Images, o train.Options, build func(d, classes int) ae.Architecture) (*Classifier, *train.History, error) {
	if len(training.Labels) == 0 || len(training.X)%len(training.Labels) != 0 {
		return nil, nil, say.Errorf("classifier: %d numbers and %d labels: expected n×d pixels and n labels, n at least 1",
			len(training.X), len(training.Labels))
	}
	c := &Classifier{}
	for _, label := range training.Labels {
		c.classes = max(c.classes, int(label)+1)
	}
	d := len(training.X) / len(training.Labels)
	data := train.Data{Train: training.X, Test: test.X}
	var err error
	for _, part := range []struct {
		images  Images
		targets *[]float32
	}{{training, &data.TrainTargets}, {test, &data.TestTargets}} {
		if err := check(part.images.X, d, len(part.images.Labels)); err != nil {
			return nil, nil, err
		}
		if *part.targets, err = oneHot(part.images.Labels, c.classes); err != nil {
			return nil, nil, err
		}
	}
	o.Loss = ae.SoftmaxCrossEntropy
	var h *train.History
	c.model, h, err = train.Run(b, build(d, c.classes), data, o)
	if err != nil {
		return nil, nil, err
	}
	return c, h, nil
}

// Classes returns the most likely class of each image.
//
//	x  n×d, pixels in [0,1]
//
// Errors: no whole rows, and pixels outside [0,1]: images on [-1,1] are brought
// there by datasets.Unit.
//
// Used in notebook 02.
func (c *Classifier) Classes(x []float32) ([]uint8, error) {
	d := c.model.Net.In()
	if err := check(x, d, len(x)/d); err != nil {
		return nil, err
	}
	scores, err := c.model.Reconstruct(x) // n×classes
	if err != nil {
		return nil, err
	}
	classes := make([]uint8, len(x)/d)
	for i := range classes {
		row, best := scores[i*c.classes:(i+1)*c.classes], 0
		for k, v := range row {
			if v > row[best] {
				best = k
			}
		}
		classes[i] = uint8(best)
	}
	return classes, nil
}

// Accuracy returns the share of images, 0..1, whose most likely class is the label.
//
//	x       n×d, pixels in [0,1]
//	labels  n
//
// Errors: as [Classifier.Classes], and lengths that do not agree.
//
// Used in notebooks 02, 03 and 04.
func (c *Classifier) Accuracy(x []float32, labels []uint8) (float64, error) {
	if err := check(x, c.model.Net.In(), len(labels)); err != nil {
		return 0, err
	}
	classes, err := c.Classes(x)
	if err != nil {
		return 0, err
	}
	right := 0
	for i, class := range classes {
		if class == labels[i] {
			right++
		}
	}
	return float64(right) / float64(len(labels)), nil
}

// check finds images that are not n×d, n at least 1, or not on [0,1].
func check(x []float32, d, n int) error {
	if n == 0 || len(x) != n*d {
		return say.Errorf("classifier: %d numbers of images and %d labels: expected n×%d and n, n at least 1", len(x), n, d)
	}
	for i, v := range x {
		if !(v >= 0 && v <= 1) { // or NaN
			return say.Errorf("classifier: pixel %d of image %d is %g, expected 0 to 1: datasets.Unit brings images from [-1,1] there", i%d, i/d, v)
		}
	}
	return nil
}

// oneHot returns n×classes numbers: 1 at each label, 0 elsewhere.
func oneHot(labels []uint8, classes int) ([]float32, error) {
	rows := make([]float32, len(labels)*classes)
	for i, label := range labels {
		if int(label) >= classes {
			return nil, say.Errorf("classifier: a test label is greater than every training label: nothing can be learned of it")
		}
		rows[i*classes+int(label)] = 1
	}
	return rows, nil
}
