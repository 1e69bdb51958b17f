// Package parallel spreads jobs that do not depend on each other over all cores.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Do does the jobs 0..n-1, as many at a time as there are cores.
func Do(n int, do func(job int)) {
	DoWith(n, func() (none struct{}) { return }, func(_ struct{}, job int) { do(job) })
}

// DoWith is Do with a state for each core, made by start: room to compute in,
// which one job leaves to the next.
func DoWith[State any](n int, start func() State, do func(s State, job int)) {
	var taken atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			s := start()
			for job := int(taken.Add(1)) - 1; job < n; job = int(taken.Add(1)) - 1 {
				do(s, job)
			}
		})
	}
	workers.Wait()
}
