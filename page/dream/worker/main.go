//go:build js && wasm

// The worker of the page that dreams: it offers a walk from noise to a digit to
// JavaScript, as globalThis.engine, one step a call (dreams-worker.js).
package main

import (
	"syscall/js"

	"seminar.example/lib/scratch"
	"seminar.example/page/dream"
)

var (
	net  *dream.Net
	walk *dream.Walk
)

func main() {
	js.Global().Set("engine", map[string]any{
		"kernel": scratch.Kernel,
		"open":   function(open),
		"start":  function(start),
		"step":   function(step),
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

// open takes the packed weights.
func open(args []js.Value) (any, error) {
	var err error
	net, err = dream.New(bytes(args[0]))
	return nil, err
}

// start takes {label, steps, highest, euler, seed, drawing}; drawing is a
// Uint8Array of 784, or null.
func start(args []js.Value) (any, error) {
	a := args[0]
	c := dream.Config{Label: a.Get("label").Int(), Lean: a.Get("lean").Float(), Steps: a.Get("steps").Int(), Highest: a.Get("highest").Float(),
		Euler: a.Get("euler").Bool(), Seed: uint64(a.Get("seed").Float())}
	if d := a.Get("drawing"); d.Truthy() {
		c.Drawing = bytes(d)
	}
	var err error
	walk, err = net.Start(c)
	return nil, err
}

// step takes a step; with the last one comes the digit, at noise 0.
func step([]js.Value) (any, error) {
	m, last := walk.Step()
	return map[string]any{"sigma": m.Sigma, "last": last, "state": array(dream.Grey(m.State, m.Sigma)), "clean": array(dream.Grey(m.Clean, 0))}, nil
}

// bytes copies a Uint8Array.
func bytes(a js.Value) []byte {
	b := make([]byte, a.Length())
	js.CopyBytesToGo(b, a)
	return b
}

// array copies b into a Uint8Array.
func array(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}
