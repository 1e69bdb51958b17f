// Command picture draws what bench/run.py measured: bench/bench.png, a training
// step by contender, from bench/results.json.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"seminar.example/lib/files"
	"seminar.example/lib/plot"
)

func main() {
	if err := draw("bench/results.json", "bench/bench.png"); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

type results struct {
	Machine struct {
		CPU     string
		Cores   int
		Vectors string
	}
	Rows []struct {
		Name  string
		Found map[string]struct{ MS []float64 }
	}
}

func draw(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var r results
	if err := json.Unmarshal(b, &r); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	for _, row := range r.Rows {
		if row.Name != "training step, batch 128" {
			continue
		}
		bars := plot.Bars{
			Name: "bench", Alt: "Bars: milliseconds a training step of each contender",
			Note:     fmt.Sprintf("batch 128, %s, %d cores, %s; medians, lines from least to greatest", r.Machine.CPU, r.Machine.Cores, r.Machine.Vectors),
			Category: "contender", Value: "ms a step", Horizontal: true, Decimals: 2,
		}
		for name := range row.Found {
			bars.Labels = append(bars.Labels, name)
		}
		middle := func(name string) float64 { return median(row.Found[name].MS) }
		slices.SortFunc(bars.Labels, func(a, b string) int {
			return cmp.Or(cmp.Compare(middle(a), middle(b)), cmp.Compare(a, b)) // names: equals come in one order
		})
		for _, name := range bars.Labels {
			bars.Values = append(bars.Values, middle(name))
			bars.Low = append(bars.Low, slices.Min(row.Found[name].MS))
			bars.High = append(bars.High, slices.Max(row.Found[name].MS))
		}
		ratio := func(ours string) float64 { // the median over the rounds of each round's own, as in the table
			var each []float64
			for i, eager := range row.Found["PyTorch eager"].MS {
				each = append(each, row.Found[ours].MS[i]/eager)
			}
			return median(each)
		}
		bars.Title = fmt.Sprintf("A step takes %.2f of PyTorch's time in pure Go, %.2f on XLA", ratio("ours, pure Go"), ratio("ours, XLA"))
		figure, err := bars.Figure()
		if err != nil {
			return err
		}
		png, err := figure.PNG(192)
		if err != nil {
			return err
		}
		return files.Write(to, png)
	}
	return fmt.Errorf("%s: no row of a training step at batch 128", from)
}

// median of numbers, of which there is one at least.
func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}
