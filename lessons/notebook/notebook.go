// Package notebook reads and writes the files of notebooks, byte for byte as
// Jupyter's nbformat does, and tells from a file whether its cells were edited.
//
// A notebook's cells and outputs are the JSON objects of its file, so that nothing
// that Jupyter writes there is lost. Texts that the file cuts into lines are whole.
package notebook

import (
	"errors"
	"fmt"
	"maps"
	"strings"
)

// Notebook is what a file holds.
type Notebook struct {
	Cells    []Cell
	Metadata map[string]any
	rest     map[string]any // nbformat, nbformat_minor
}

// Cell is a cell as its file has it: cell_type, id, metadata, source and, of a
// code cell, execution_count and outputs.
type Cell map[string]any

// Kind returns "code", "markdown" or "raw".
func (c Cell) Kind() string { return c["cell_type"].(string) }

// ID returns the cell's id, "" where the file gives none.
func (c Cell) ID() string { s, _ := c["id"].(string); return s }

// Source returns the cell's text.
func (c Cell) Source() string { return c["source"].(string) }

// Outputs returns what a code cell shows.
func (c Cell) Outputs() []Output {
	list, _ := c["outputs"].([]any)
	all := make([]Output, len(list))
	for i, o := range list {
		all[i] = o.(map[string]any)
	}
	return all
}

// SetOutputs replaces what a code cell shows.
func (c Cell) SetOutputs(all []Output) {
	list := make([]any, len(all))
	for i, o := range all {
		list[i] = map[string]any(o)
	}
	c["outputs"] = list
}

// Output is one output as its file has it, by output_type: a stream has name and
// text; display_data and execute_result have data and metadata; an error has
// ename, evalue and traceback.
type Output map[string]any

// Kind returns the output_type.
func (o Output) Kind() string { return o.Text("output_type") }

// Text returns a field that is text, "" where it is none.
func (o Output) Text(field string) string { s, _ := o[field].(string); return s }

// Data returns what a display shows, by its media type.
func (o Output) Data() map[string]any { m, _ := o["data"].(map[string]any); return m }

// Metadata returns what a display says of itself.
func (o Output) Metadata() map[string]any { m, _ := o["metadata"].(map[string]any); return m }

// Folded tells whether the cell opens in JupyterLab with its code folded.
func (c Cell) Folded() bool {
	metadata, _ := c["metadata"].(map[string]any)
	jupyter, _ := metadata["jupyter"].(map[string]any)
	return jupyter["source_hidden"] == true
}

// Bare gives the cell the metadata that a source can hold: whether it is folded.
func (c Cell) Bare(folded bool) {
	c["metadata"] = map[string]any{}
	if folded && c.Kind() == "code" {
		c["metadata"] = map[string]any{"jupyter": map[string]any{"source_hidden": true}}
	}
}

// Code returns the code cells with their places, counted from 1.
func (nb *Notebook) Code() func(yield func(int, Cell) bool) {
	return func(yield func(int, Cell) bool) {
		for i, c := range nb.Cells {
			if c.Kind() == "code" && !yield(i+1, c) {
				return
			}
		}
	}
}

// Grading returns what the cell says to nbgrader, nil where it says nothing.
func (c Cell) Grading() map[string]any {
	metadata, _ := c["metadata"].(map[string]any)
	m, _ := metadata["nbgrader"].(map[string]any)
	return m
}

// GradeID returns the name by which nbgrader knows the cell, "" where it does not.
func (c Cell) GradeID() string { s, _ := c.Grading()["grade_id"].(string); return s }

// New returns a notebook of nbformat 4.5.
func New(metadata map[string]any, cells ...Cell) *Notebook {
	return &Notebook{Cells: cells, Metadata: metadata, rest: map[string]any{"nbformat": 4, "nbformat_minor": 5}}
}

// Parse reads a file.
//
// Errors: what is no JSON, holds text that is no valid Unicode, or is no notebook
// of nbformat 4.
func Parse(data []byte) (*Notebook, error) {
	v, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("is no notebook: %w", err)
	}
	object, _ := v.(map[string]any)
	cells, listed := object["cells"].([]any)
	metadata, described := object["metadata"].(map[string]any)
	if !listed || !described {
		return nil, errors.New("is no notebook: it lacks cells or metadata")
	}
	nb := &Notebook{Metadata: metadata, rest: object}
	delete(object, "cells")
	delete(object, "metadata")
	for i, v := range cells {
		c, _ := v.(map[string]any)
		if err := join(c); err != nil {
			return nil, fmt.Errorf("is no notebook: cell %d: %w", i+1, err)
		}
		nb.Cells = append(nb.Cells, c)
	}
	return nb, nil
}

// join makes the texts of a cell whole, and tells whether it is a cell.
func join(c map[string]any) error {
	if _, known := c["cell_type"].(string); !known {
		return errors.New("it has no cell_type")
	}
	c["source"] = whole(c["source"])
	if _, text := c["source"].(string); !text {
		return errors.New("it has no source")
	}
	if m, has := c["metadata"].(map[string]any); has {
		delete(m, "trusted") // as nbformat does: it belongs to a session
	}
	outputs, listed := c["outputs"].([]any)
	if c["outputs"] != nil && !listed {
		return errors.New("its outputs are no list")
	}
	for _, v := range outputs {
		o, object := v.(map[string]any)
		data, shows := o["data"].(map[string]any)
		if !object || o["data"] != nil && !shows {
			return errors.New("an output is no object")
		}
		if _, has := o["text"]; has {
			o["text"] = whole(o["text"])
		}
		for kind, v := range data {
			if !isJSON(kind) {
				data[kind] = whole(v)
			}
		}
	}
	return nil
}

// whole joins a list of lines; another value stays.
func whole(v any) any {
	list, is := v.([]any)
	if !is {
		return v
	}
	var b strings.Builder
	for _, line := range list {
		s, text := line.(string)
		if !text {
			return v
		}
		b.WriteString(s)
	}
	return b.String()
}

// isJSON tells a media type whose value is JSON, not text.
func isJSON(kind string) bool {
	return kind == "application/json" || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json")
}

// cut cuts a text that the file has in lines.
func cut(v any) any {
	if s, text := v.(string); text {
		return lines(s)
	}
	return v
}

// Bytes returns the notebook's file as nbformat writes it.
func (nb *Notebook) Bytes() []byte {
	cells := make([]any, len(nb.Cells))
	for i, c := range nb.Cells {
		c = maps.Clone(c)
		c["source"] = cut(c["source"])
		if c.Outputs() != nil && c.Kind() == "code" {
			c["outputs"] = cutOutputs(c.Outputs())
		}
		cells[i] = map[string]any(c)
	}
	object := maps.Clone(nb.rest)
	object["cells"], object["metadata"] = cells, nb.Metadata
	e := &encoder{layout: true}
	e.value(object, 0)
	e.WriteByte('\n')
	return e.Bytes()
}

func cutOutputs(outputs []Output) []any {
	list := make([]any, len(outputs))
	for i, o := range outputs {
		o = maps.Clone(o)
		if o.Kind() == "stream" {
			o["text"] = cut(o["text"])
		}
		if data := maps.Clone(o.Data()); data != nil {
			for kind, v := range data {
				if strings.HasPrefix(kind, "text/") || kind == "application/javascript" || kind == "image/svg+xml" {
					data[kind] = cut(v)
				}
			}
			o["data"] = data
		}
		list[i] = map[string]any(o)
	}
	return list
}
