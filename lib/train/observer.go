package train

import (
	"time"

	"seminar.example/lib/say"
)

// Observer is told how a run goes. Its methods take plain types, so that it
// can be implemented without this package.
type Observer interface {
	Begin(epochs, steps int)              // a training begins: so many epochs of so many steps
	Say(line string)                      // something the reader should know
	Step(epoch, step int, loss float64)   // a step was taken, both counted from 1; must be quick
	Epoch(epoch int, train, test float64) // an epoch is complete: its mean loss, then the test loss
	End()                                 // the training ended, whatever the reason
}

// stopwatch tells once how long a training will take, from its first steps.
type stopwatch struct {
	left  int // steps to be taken in all
	taken int // since the first call, which compiles
	began time.Time
	told  bool
}

const trialSteps = 20

// took notes the steps of one call.
func (s *stopwatch) took(n int, e Epochs, steps int) string {
	if s.began.IsZero() {
		s.began = time.Now()
		return ""
	}
	s.taken += n
	if s.told || s.taken < trialSteps {
		return ""
	}
	s.told = true
	each := time.Since(s.began) / time.Duration(s.taken)
	return say.Sprintf("%v of %d steps at %.1f ms: about %s on this machine",
		e, steps, each.Seconds()*1e3, roughly(time.Duration(s.left)*each))
}

// roughly is a duration as one would say it: "8 s", "45 s", "3.5 min".
func roughly(d time.Duration) string {
	if d < 100*time.Second {
		return say.Sprintf("%.0f s", max(1, d.Seconds()))
	}
	return say.Sprintf("%.1f min", d.Minutes())
}

// silent is the observer of a run that nobody watches.
type silent struct{}

func (silent) Begin(epochs, steps int)              {}
func (silent) Say(line string)                      {}
func (silent) Step(epoch, step int, loss float64)   {}
func (silent) Epoch(epoch int, train, test float64) {}
func (silent) End()                                 {}
