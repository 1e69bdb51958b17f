package plot

import (
	"fmt"
	"math"
	"regexp"

	"seminar.example/lib/say"
)

// rule is one thing that must be true of a figure's input. It gives "" where it
// holds, and otherwise one line: what was found and what was expected.
//
// Every kind of figure lists its rules in a method; [head.check] goes through
// them in their order, so a rule may rely on those above it.
type rule func() string

// check gives the first rule that does not hold as an error. The rules of name,
// texts and size, which every figure has, come first.
func (h head) check(rules []rule) error {
	if wrong := first(append(h.rules(), rules...)); wrong != "" {
		return h.errorf("%s", wrong)
	}
	return nil
}

// first is what the first broken rule says.
func first(rules []rule) string {
	for _, r := range rules {
		if wrong := r(); wrong != "" {
			return wrong
		}
	}
	return ""
}

func (h head) errorf(format string, args ...any) error {
	return fmt.Errorf("plot: %s %q: %s", h.kind, h.name, say.Sprintf(format, args...))
}

var validName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (h head) rules() []rule {
	size := func(cm float64) rule {
		return that(cm == 0 || cm >= 4 && cm <= 60, "size %g cm, expected 4 to 60 cm, or 0 for the default", cm)
	}
	return []rule{
		given("Name", h.name, say.T("give one such as \"04-loss\"")),
		that(validName.MatchString(h.name), "Name has other characters than a–z, 0–9 and single hyphens; it names the figure's files, as \"04-loss\" does"),
		given("Title", h.title, say.T("say in it what is seen")),
		given("Alt", h.alt, say.T("say in it what a reader who cannot see the figure needs")),
		size(h.width), size(h.height),
		writable(h.title, h.note),
	}
}

// that is a rule which the caller has worked out.
func that(ok bool, format string, args ...any) rule {
	return func() string {
		if ok {
			return ""
		}
		return say.Sprintf(format, args...)
	}
}

// each applies rules to n elements of a field; they get the element's name, such
// as "Lines[1]".
func each(field string, n int, rules func(element string, i int) []rule) rule {
	return func() string {
		for i := range n {
			if wrong := first(rules(fmt.Sprintf("%s[%d]", field, i), i)); wrong != "" {
				return wrong
			}
		}
		return ""
	}
}

// allOf makes one rule of several.
func allOf(rules ...rule) rule { return func() string { return first(rules) } }

// when applies rules to input of one form only.
func when(form bool, rules ...rule) rule {
	if !form {
		return allOf()
	}
	return allOf(rules...)
}

// all asks the same of every number of a field.
func all[T any](field string, values []T, ok func(T) bool, expected string) rule {
	return func() string {
		for i, v := range values {
			if !ok(v) {
				return say.Sprintf("%s[%d] is %v, expected %s", field, i, v, expected)
			}
		}
		return ""
	}
}

// given refuses an empty text.
func given(field, text, hint string) rule { return that(text != "", "%s is empty; %s", field, hint) }

// axisName refuses an axis without a name.
func axisName(field, text string) rule {
	return given(field, text, say.T("name the axis' quantity and unit, as \"epoch\" or \"distance (no unit)\""))
}

// writable refuses text that Liberation Sans and, for Hangul, Pretendard cannot draw.
func writable(texts ...string) rule {
	return func() string {
		for _, s := range texts {
			for _, r := range s {
				if _, ok := regular().glyph(r); !ok && r != '\n' {
					return say.Sprintf("text %q: the fonts have no %q (%U); write it in other characters", s, r, r)
				}
			}
		}
		return ""
	}
}

// counted refuses too few or too many of something.
func counted(field string, n, least, most int) rule {
	return that(n >= least && n <= most, "%d %s, expected %d to %d", n, field, least, most)
}

// same refuses a field whose length differs from that of the one it goes with.
func same(field string, n int, with string, m int) rule {
	return that(n == m, "%s has %d values, %s has %d; expected as many", field, n, with, m)
}

// largest is the largest magnitude that figures take, far from overflow.
const largest = 1e100

func isFinite(v float64) bool { return math.Abs(v) <= largest }

func expectFinite() string { return say.Sprintf("a finite number of at most ±%g", largest) }

// finite refuses NaN and infinite values, and values beyond largest.
func finite(field string, values []float64) rule { return all(field, values, isFinite, expectFinite()) }

// series refuses numbers that are not finite, or not as many as those they go with.
func series(field string, values []float64, with string, n int) rule {
	return allOf(same(field, len(values), with, n), finite(field, values))
}

// number is finite for a single value.
func number(field string, v float64) rule {
	return that(isFinite(v), "%s is %g, expected %s", field, v, expectFinite())
}

// positive refuses values that a logarithmic axis does not have.
func positive(field string, values []float64, log bool) rule {
	return all(field, values, func(v float64) bool { return !log || v > 0 }, say.T("a positive number on a logarithmic axis"))
}

// ranged refuses a range {low, high} without extent; {0, 0} stands for none.
func ranged(field string, r [2]float64) rule {
	wide := r[1]-r[0] > 1e-9*max(math.Abs(r[0]), math.Abs(r[1]))
	return allOf(finite(field, r[:]),
		that(wide || r == [2]float64{}, "%s %v, expected {low, high} with low below high", field, r))
}

// paired refuses one end of intervals without the other.
func paired(field string, low, high bool) rule {
	return that(low == high, "of %s one is given, the other is not; intervals need both", field)
}

// holding refuses intervals that do not hold their values. Gaps, NaN, have none.
func holding(field string, low, values, high []float64) rule {
	return func() string {
		for i, v := range values {
			if v == v && !(low[i] <= v && v <= high[i]) {
				return say.Sprintf("the interval %g to %g of %s[%d] does not hold its value %g; give both ends, not lengths", low[i], high[i], field, i, v)
			}
		}
		return ""
	}
}

// levelled refuses reference values that are not finite or have no label.
func levelled(field string, levels []Level) rule {
	return each(field, len(levels), func(element string, i int) []rule {
		return []rule{
			number(element+".Value", levels[i].Value),
			given(element+".Label", levels[i].Label, say.T("say what stands there")),
			writable(levels[i].Label),
		}
	})
}

// decimalled refuses what a field Decimals cannot be.
func decimalled(asked int) rule {
	return that(asked >= -1 && asked <= 9, "Decimals is %d, expected 1 to 9, 0 for the default, or -1 for whole numbers", asked)
}

// rising refuses numbers that fall.
func rising(field string, x []float64) rule {
	return func() string {
		for i := 1; i < len(x); i++ {
			if x[i] < x[i-1] {
				return say.Sprintf("%s falls at %d, from %g to %g; sort the points by x", field, i, x[i-1], x[i])
			}
		}
		return ""
	}
}

// below refuses lower ends above their upper ends.
func below(field string, low []float64, with string, high []float64) rule {
	return func() string {
		for i, v := range low {
			if v > high[i] {
				return say.Sprintf("%s[%d] is %g, above %s %g", field, i, v, with, high[i])
			}
		}
		return ""
	}
}
