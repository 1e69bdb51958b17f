package parallel_test

import (
	"runtime"
	"sync/atomic"
	"testing"

	"seminar.example/lib/parallel"
)

// Every job is done once, and no more states are made than there are cores.
func TestDoWith(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, cores := range []int{1, 3} {
		runtime.GOMAXPROCS(cores)
		for _, n := range []int{0, 1, 2, 1000} {
			times := make([]int, n)
			var states atomic.Int64
			total := func() *int { states.Add(1); return new(int) }
			parallel.DoWith(n, total, func(done *int, job int) {
				*done++ // nobody else's: the race detector would tell
				times[job]++
			})
			for job, k := range times {
				if k != 1 {
					t.Errorf("%d cores, %d jobs: job %d was done %d times", cores, n, job, k)
				}
			}
			if got := int(states.Load()); got != min(n, cores) {
				t.Errorf("%d cores, %d jobs: %d states", cores, n, got)
			}
		}
	}
}

func TestDo(t *testing.T) {
	var sum atomic.Int64
	parallel.Do(100, func(job int) { sum.Add(int64(job)) })
	if sum.Load() != 4950 {
		t.Errorf("the jobs add up to %d, expected 4950", sum.Load())
	}
}
