"""The committed kernel, started as Jupyter starts it: what cells can rely on."""

import os
import sys
import tempfile
import threading
import time
import unittest
from unittest import mock

import nbformat
from jupyter_client.manager import start_new_kernel

import environ

sys.path.append(str(environ.REPO / "lessons"))
import bridge

HEAD = """---
jupyter:
  kernelspec: {display_name: Go (seminar), language: go, name: seminar-go}
---

# Text
"""
PICTURE = """
```go
import (
    "image"

    "github.com/janpfeifer/gonb/gonbui"
)

%%
gonbui.DisplayImage(image.NewGray(image.Rect(0, 0, 2, 2)))
gonbui.Sync()
fmt.Println("shown")
```
"""
ENVIRONMENT = """
```go
%%
for _, n := range []string{"SEMINAR_TRY", "GOPROXY", "GOTOOLCHAIN", "GOEXPERIMENT", "CGO_ENABLED"} {
    fmt.Println(n, os.Getenv(n))
}
fmt.Println(os.Getwd())
```
"""
MANY = """
```go
import (
    "github.com/janpfeifer/must"

    "seminar.example/lib/plot"
    "seminar.example/lib/show"
)

%%
for i := range 200 {
    must.M(show.Figure(plot.Curves{
        Name: "99-many", Title: fmt.Sprint("figure ", i), Alt: fmt.Sprint("figure ", i),
        XLabel: "x", YLabel: "y", Width: 8, Height: 5,
        Lines: []plot.Line{{Label: "y", X: []float64{0, 1}, Y: []float64{0, 1}}},
    }.Figure()))
    fmt.Println(i)
}
```
"""
PANIC = """
```go
%%
fmt.Println("before")
panic("on purpose")
```
"""
WRONG = """
```go
%%
fmt.Println(undefined)
```
"""
SHAPES = """
```go
import (
    "github.com/gomlx/gomlx/core/graph"
    "github.com/janpfeifer/must"

    "seminar.example/lib/backend"
)

%%
b, _ := must.M2(backend.Open())
sum := func(x, y *graph.Node) *graph.Node {
    return graph.Add(x, y)
}
must.M1(graph.CallOnce(b, sum, []float32{1, 2}, []float32{1, 2, 3}))
```
"""
KILLED = """
```go
%%
self, _ := os.FindProcess(os.Getpid())
fmt.Println(self.Kill())
time.Sleep(time.Minute)
```
"""
BESIDE = """
```go
%%
done := make(chan bool)
go func() {
    var numbers map[string]int
    numbers["a"] = 1
    done <- true
}()
<-done
```
"""
RECOVERED = """
```go
%%
fmt.Fprint(os.Stderr, "begin ")
fmt.Fprint(os.Stderr, "panic: is a word\\n")
func() {
    defer func() { recover() }()
    must.M(fmt.Errorf("on purpose"))
}()
fmt.Fprintln(os.Stderr, "end")
```
"""
CACHED = """
```go
import (
    "github.com/janpfeifer/must"

    "seminar.example/lib/ae"
    "seminar.example/lib/backend"
    "seminar.example/lib/manifold"
    "seminar.example/lib/train"
)

%%
x := make([]float32, 4*1000)
for i := range x {
    x[i] = float32(i*i%97) / 97
}
b, _ := must.M2(backend.Open())
net := ae.Net{Encoder: []int{4, 8, 2}, Decoder: []int{2, 8, 4}, Hidden: "relu"}
m, _ := must.M2(train.Run(b, net, train.Data{Train: x, Test: x},
    train.Options{Epochs: 20, Batch: 10, Path: "weights/w.safetensors", Keep: []int{1, 5}}))
p, _ := must.M2(manifold.StoredPCA("weights/p.bin", x, 4, 2))
fmt.Println(must.M1(m.Loss(x, nil)), p.Variance)
```
"""
PATIENT = """import "os/signal"
%%
stopped := make(chan os.Signal, 9)
signal.Notify(stopped, os.Interrupt)
fmt.Println("begins")
<-stopped
time.Sleep(500 * time.Millisecond)
fmt.Println("kept, further signals:", len(stopped))"""


def executed(*cells):
    """The notebook that the cells make, executed in a folder with a space, and what went wrong."""
    with tempfile.TemporaryDirectory(suffix=" with space") as folder, \
            mock.patch.dict(os.environ, SEMINAR_TRY="passed on", SEMINAR_HEADLESS="1"):
        done = bridge.execute(bridge.read(HEAD + "".join(cells))["notebook"], folder, 600)
    return nbformat.reads(done["notebook"], as_version=4), done["wrong"]


class Kernel(unittest.TestCase):
    def test_shows_and_prints(self):
        nb, wrong = executed(PICTURE, ENVIRONMENT)
        self.assertEqual(wrong, "")
        self.assertEqual([c.execution_count for c in nb.cells if c.cell_type == "code"], [1, 2])
        self.assertTrue(any("image/png" in o.get("data", {}) for o in nb.cells[1].outputs))
        said, linking = "".join(o.text for o in nb.cells[2].outputs), environ.linking(environ.backend())
        for line in ["SEMINAR_TRY passed on", "GOPROXY off", "GOTOOLCHAIN local", "GOEXPERIMENT simd",
                     f"CGO_ENABLED {linking['CGO_ENABLED']}", " with space <nil>"]:
            self.assertIn(line, said)

    def test_no_figure_of_many_is_lost(self):
        """200 figures of one cell, in order, each followed by what was printed after it."""
        nb, wrong = executed(MANY)
        self.assertEqual(wrong, "")
        shown = "".join(o["data"]["text/plain"] + "\n" if "data" in o else o["text"] for o in nb.cells[1].outputs)
        self.assertEqual(shown.splitlines(), [text for i in range(200) for text in (f"figure {i}", str(i))])

    def test_a_panic_fails(self):
        nb, wrong = executed(PICTURE, PANIC)
        self.assertNotEqual(wrong, "")
        self.assertIn("on purpose", "".join(o.text for o in nb.cells[2].outputs if o.output_type == "stream"))

    def test_a_crash_names_its_own_lines_first(self):
        for cells, why, own in [
            ((SHAPES,), "got shapes (Float32)[2] and (Float32)[3]", ["return graph.Add(x, y)", "must.M1(graph.CallOnce(b"]),
            ((BESIDE,), "panic: assignment to entry in nil map", ['numbers["a"] = 1']),
        ]:
            with self.subTest(why):
                nb, _ = executed(*cells)
                lines = "".join(o.text for o in nb.cells[1].outputs if o.output_type == "stream").splitlines()
                self.assertIn(why, lines[0])
                at = lines.index("in your code, the innermost call first:") + 1
                for line, code in zip(lines[at:], own):
                    self.assertRegex(line, r"Cell \[1\] Line \d+ ")
                    self.assertIn(code, line)
                self.assertLess(len(lines), 12, lines)

    def test_an_error_that_is_recovered_loses_nothing(self):
        nb, wrong = executed(SHAPES.split("%%")[0] + "```\n", RECOVERED)
        self.assertEqual(wrong, "")
        said = "".join(o.text for o in nb.cells[2].outputs)
        for text in ("begin panic: is a word\n", "Must not error: on purpose", "end\n"):
            self.assertIn(text, said)

    @unittest.skipIf(os.name == "nt", "Windows has no signals")
    def test_a_killed_program_says_what_to_do(self):
        """As where a container's limit of memory ends it."""
        nb, wrong = executed(KILLED)
        self.assertIn("signal: killed", wrong)
        said = [line for o in nb.cells[1].outputs if o.output_type == "stream" for line in o.text.splitlines()]
        self.assertEqual(len(said), 1, said)
        for text in ("signal: killed: the system ended", "memory is full", "run it again"):
            self.assertIn(text, said[0])

    def test_a_compile_error_fails(self):
        nb, wrong = executed(WRONG, PANIC)
        self.assertIn("undefined: undefined", wrong)
        self.assertEqual(nb.cells[2].outputs, [], "the next cell ran")

    def test_three_notebooks_on_the_same_caches(self):
        """Three kernels build, train and fit the same at the same time, and once more:
        all say the same, and nothing but the results is left."""
        text, said = HEAD + CACHED, []
        with tempfile.TemporaryDirectory() as folder:
            def run():
                done = bridge.execute(bridge.read(text)["notebook"], folder, 600)
                said.append(done["wrong"] or nbformat.reads(done["notebook"], as_version=4).cells[1].outputs[0].text)

            for _ in range(2):
                threads = [threading.Thread(target=run) for _ in range(3)]
                for t in threads:
                    t.start()
                for t in threads:
                    t.join()
            self.assertEqual(len(said), 6)
            self.assertEqual(len(set(said)), 1, said)
            self.assertRegex(said[0], r"^0\.\d+ \[")
            self.assertEqual(sorted(os.listdir(os.path.join(folder, "weights"))),
                             ["p.bin", "w-epoch-1.safetensors", "w-epoch-5.safetensors", "w.safetensors"])

    def test_an_interrupt_reaches_the_program_once(self):
        manager, client = start_new_kernel(kernel_name="seminar-go",
                                           env={**os.environ, "SEMINAR_HEADLESS": "1"})
        said = []

        def hook(message):
            said.append(message["content"].get("text", ""))
            if "begins" in said[-1]:
                threading.Thread(target=manager.interrupt_kernel).start()

        try:
            begin = time.monotonic()
            client.execute_interactive(PATIENT, output_hook=hook, timeout=60)
            self.assertIn("kept, further signals: 0", "".join(said))
            self.assertLess(time.monotonic() - begin, 15)
            reply = client.execute_interactive('%%\nfmt.Println("lives")', output_hook=hook, timeout=60)
            self.assertEqual(reply["content"]["status"], "ok")
            self.assertIn("lives", "".join(said))
        finally:
            client.stop_channels()
            manager.shutdown_kernel()


if __name__ == "__main__":
    unittest.main()
