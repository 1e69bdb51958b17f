package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// tick is a place on an axis and what stands there.
type tick struct {
	at   float64
	text string
}

// niceStep gives the step of 1, 2 or 5 times a power of ten that divides span
// into about n parts.
func niceStep(span float64, n int) float64 {
	raw := span / float64(max(n, 1))
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	best := power
	for _, m := range []float64{2, 5, 10} {
		if math.Abs(math.Log(m*power/raw)) < math.Abs(math.Log(best/raw)) {
			best = m * power
		}
	}
	return best
}

// linearTicks puts ticks at round numbers in [lo, hi], about n+1 of them;
// whole keeps them at integers.
func linearTicks(lo, hi float64, n int, whole bool) []tick {
	step := niceStep(hi-lo, n)
	if whole {
		step = max(step, 1)
	}
	var at []float64
	first, last := math.Ceil(lo/step-1e-9), math.Floor(hi/step+1e-9)
	for k := first; k <= last; k++ {
		at = append(at, k*step)
	}
	return label(at, step)
}

// logTicks puts ticks at powers of ten in [lo, hi], about n at most; where there
// are fewer than three, also at 2 and 5 times them, or at 3 times them. Where
// even that gives less than two, the ticks are linear.
func logTicks(lo, hi float64, n int) []tick {
	decades := math.Log10(hi / lo)
	every := max(1, math.Ceil(decades/float64(max(n, 1))))
	at := multiples(lo, hi, every, 1)
	if len(at) < 3 {
		at = multiples(lo, hi, 1, 1, 2, 5)
		if len(at) > n {
			at = multiples(lo, hi, 1, 1, 3)
		}
	}
	if len(at) < 2 {
		return linearTicks(lo, hi, n, false)
	}
	ticks := make([]tick, len(at))
	plain := at[0] >= 1e-3 && at[len(at)-1] < 1e6
	for i, v := range at {
		ticks[i] = tick{v, power(v)}
		if plain {
			ticks[i].text = decimal(v, decimals(v))
		}
	}
	return ticks
}

// multiples gives the numbers f·10^k in [lo, hi], k a multiple of every.
func multiples(lo, hi, every float64, fs ...float64) []float64 {
	var at []float64
	for k := math.Floor(math.Log10(lo)); k <= math.Log10(hi)+1e-9; k++ {
		for _, f := range fs {
			v := f * math.Pow(10, k)
			if v >= lo*(1-1e-9) && v <= hi*(1+1e-9) && math.Mod(k, every) == 0 {
				at = append(at, v)
			}
		}
	}
	return at
}

// label writes the numbers at with as many decimals as their step needs.
func label(at []float64, step float64) []tick {
	most := 0.0
	for _, v := range at {
		most = max(most, math.Abs(v))
	}
	ticks := make([]tick, len(at))
	for i, v := range at {
		if most >= 1e6 || most < 1e-3 {
			ticks[i] = tick{v, power(v)}
			continue
		}
		ticks[i] = tick{v, decimal(v, decimals(step))}
	}
	return ticks
}

// decimals is the number of decimals that a step of 1, 2 or 5 times a power of
// ten needs.
func decimals(step float64) int {
	return max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
}

// power writes v as m×10^k, without m where it is 1.
func power(v float64) string {
	if v == 0 {
		return "0"
	}
	s := strconv.FormatFloat(v, 'e', 2, 64)
	m, e, _ := strings.Cut(s, "e")
	m = strings.TrimRight(strings.TrimRight(m, "0"), ".")
	k, _ := strconv.Atoi(e)
	exp := fmt.Sprintf("10^{%s}", minus(strconv.Itoa(k)))
	switch m {
	case "1":
		return exp
	case "-1":
		return "−" + exp
	}
	return minus(m) + "×" + exp
}

// decimal writes v with the given decimals, a true minus and grouped thousands;
// what would be longer than a label as a power of ten.
func decimal(v float64, dec int) string {
	if math.Abs(v) >= 1e9 || dec > 9 {
		return power(v)
	}
	s := strconv.FormatFloat(v, 'f', dec, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return group(minus(s))
}

// minus replaces a hyphen at the start by a minus sign.
func minus(s string) string {
	if strings.HasPrefix(s, "-") {
		return "−" + s[1:]
	}
	return s
}

// group sets commas between thousands in numbers of five and more digits.
func group(s string) string {
	whole, frac, found := strings.Cut(s, ".")
	digits := strings.TrimPrefix(whole, "−")
	sign := whole[:len(whole)-len(digits)]
	if len(digits) < 5 {
		return s
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if found {
		return sign + digits + "." + frac
	}
	return sign + digits
}

// Number writes v for a label: a true minus, grouped thousands, dec decimals
// (none below 0); numbers from 10^9 and those with more than 9 decimals as powers
// of ten. For instance Number(-1234.5, 1) is "−1234.5", Number(60000, 0) "60,000".
func Number(v float64, dec int) string { return decimal(v, max(dec, 0)) }
