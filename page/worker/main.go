//go:build js && wasm

// The worker of the page: it offers the engine's functions to JavaScript, as
// globalThis.engine. The loop that trains is JavaScript's (worker.js), so that
// messages come through between any two slices of time.
package main

import (
	"math"
	"syscall/js"
	"time"

	"seminar.example/lib/scratch"
	"seminar.example/page/engine"
)

var e *engine.Engine

func main() {
	js.Global().Set("engine", map[string]any{
		"kernel": scratch.Kernel,
		"open":   function(open),
		"start":  function(start),
		"run":    function(run),
		"look":   function(look),
		"decode": function(decode),
		"encode": function(encode),
	})
	js.Global().Call("ready")
	select {}
}

// function turns an error into an object {error: "…"}, which JavaScript throws.
func function(f func(args []js.Value) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		v, err := f(args)
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		return v
	})
}

// open takes the packed images, and returns the labels of the held-out ones.
func open(args []js.Value) (any, error) {
	b := make([]byte, args[0].Length())
	js.CopyBytesToGo(b, args[0])
	var err error
	e, err = engine.New(b)
	if err != nil {
		return nil, err
	}
	return bytes(e.Labels()), nil
}

// start takes {side, code, rate, batch, noise, lean, seed}.
func start(args []js.Value) (any, error) {
	c := args[0]
	return nil, e.Start(engine.Config{
		Side: c.Get("side").Int(), Code: c.Get("code").Int(), Rate: c.Get("rate").Float(),
		Batch: c.Get("batch").Int(), Noise: c.Get("noise").Float(), Lean: c.Get("lean").Bool(), Seed: uint64(c.Get("seed").Float()),
	})
}

// run trains for some milliseconds, and at most some steps; one step at least.
func run(args []js.Value) (any, error) {
	begin, limit, most := time.Now(), args[0].Float(), args[1].Int()
	var loss float64
	var taken int
	for taken < most && (taken == 0 || ms(begin) < limit) {
		var err error
		if loss, err = e.Step(); err != nil {
			return nil, err
		}
		taken++
	}
	return map[string]any{"taken": taken, "steps": e.Steps(), "loss": loss, "ms": ms(begin)}, nil
}

func ms(since time.Time) float64 { return time.Since(since).Seconds() * 1000 }

// look takes how many digits to show, and the pictures along a side of the plane.
func look(args []js.Value) (any, error) {
	v, err := e.Look(args[0].Int(), args[1].Int())
	if err != nil {
		return nil, err
	}
	return map[string]any{"mse": v.Error, "mean": v.Mean, "codes": floats(v.Codes), "low": floats(v.Low), "high": floats(v.High),
		"middle": floats(v.Middle), "slant": floats(v.Slant), "told": floats(v.Told), "far": v.Far, "in": bytes(v.In), "out": bytes(v.Out), "plane": bytes(v.Plane), "steps": e.Steps()}, nil
}

// decode takes a Float32Array of codes.
func decode(args []js.Value) (any, error) {
	z := make([]float32, args[0].Length())
	for i := range z {
		z[i] = float32(args[0].Index(i).Float())
	}
	b, err := e.Decode(z)
	return bytes(b), err
}

// encode takes a drawing, a Uint8Array of 784.
func encode(args []js.Value) (any, error) {
	b := make([]byte, args[0].Length())
	js.CopyBytesToGo(b, args[0])
	z, out, err := e.Encode(b)
	return map[string]any{"code": floats(z), "out": bytes(out)}, err
}

// bytes copies b into a Uint8Array.
func bytes(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}

// floats copies x into a Float32Array.
func floats(x []float32) js.Value {
	b := make([]byte, 0, 4*len(x))
	for _, v := range x {
		u := math.Float32bits(v)
		b = append(b, byte(u), byte(u>>8), byte(u>>16), byte(u>>24))
	}
	return js.Global().Get("Float32Array").New(bytes(b).Get("buffer"))
}
