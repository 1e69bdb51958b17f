package notebook

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

// The hashes here lie in the lists of students' copies (work/.issued) and in the
// files of notebooks: another hash of the same cells would take every copy for an
// edited one.

// digest is the hash of values, as Python's json.dumps(values, sort_keys=True)
// writes them.
func digest(values ...any) string {
	e := &encoder{}
	e.value(values, 0)
	return Hash(e.Bytes())
}

// Hash returns the SHA-256 of data in hexadecimal.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// blank tells whether a text holds nothing but what Python calls white space.
func blank(s string) bool {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }) == ""
}

// full returns the cells that hold anything: JupyterLab leaves empty ones behind.
func (nb *Notebook) full() []Cell {
	var cells []Cell
	for _, c := range nb.Cells {
		if !c.Blank() || len(c.Outputs()) > 0 {
			cells = append(cells, c)
		}
	}
	return cells
}

// Blank tells whether the cell's text holds white space alone.
func (c Cell) Blank() bool { return blank(c.Source()) }

// Identifier returns the id that `make notebooks` gives the cell: 12 hexadecimal
// digits of the hash of its kind and text.
func (c Cell) Identifier() string { return Hash([]byte(c.Kind() + "\n" + c.Source()))[:12] }

// Written returns the hash of what authors and students type: kinds and texts of
// the cells.
func (nb *Notebook) Written() string {
	cells := []any{}
	for _, c := range nb.full() {
		if !c.Blank() {
			cells = append(cells, []any{c.Kind(), c.Source()})
		}
	}
	return digest(cells)
}

// Held returns the hash of the cells and of what they show.
//
// Opening and saving a notebook changes neither: counts, metadata and the way in
// which a text is cut into lines are left out.
func (nb *Notebook) Held() string {
	cells := []any{}
	for _, c := range nb.full() {
		shown := []any{}
		for _, o := range c.Outputs() {
			data := map[string]any{}
			for kind, v := range o.Data() {
				data[kind] = whole(v)
			}
			shown = append(shown, []any{data, either(o, "text"), either(o, "evalue")})
		}
		cells = append(cells, shown)
	}
	return digest(nb.Written(), cells)
}

// either returns a field of an output, "" where it has none.
func either(o Output, field string) any {
	if v, has := o[field]; has {
		return v
	}
	return ""
}

// Mark notes in an executed notebook from what it was made: the hash of its
// inputs, and those of what it holds now.
func (nb *Notebook) Mark(inputs string) {
	nb.Metadata["seminar"] = map[string]any{"inputs": inputs, "cells": nb.Written(), "held": nb.Held()}
}

// marked returns what Mark noted, "" where it did not.
func (nb *Notebook) marked(what string) string {
	m, _ := nb.Metadata["seminar"].(map[string]any)
	s, _ := m[what].(string)
	return s
}

// Inputs returns the hash of the inputs that Mark noted, "" where it did not.
func (nb *Notebook) Inputs() string { return nb.marked("inputs") }

// Made returns the hash of the cells as `make notebooks` wrote them, "" where it
// did not.
func (nb *Notebook) Made() string { return nb.marked("cells") }

// Proven tells whether the notebook holds, in cells and outputs, what `make
// notebooks` wrote when it executed it from these inputs.
func (nb *Notebook) Proven(inputs string) bool {
	return nb.marked("inputs") == inputs && nb.marked("held") == nb.Held()
}

// Edited tells whether the cells are others than `make notebooks` wrote.
//
// Without its hash the ids tell, if no cell was only removed or moved.
func (nb *Notebook) Edited() bool {
	if made := nb.Made(); made != "" {
		return nb.Written() != made
	}
	for _, c := range nb.full() {
		if !strings.HasPrefix(c.ID(), c.Identifier()) {
			return true
		}
	}
	return false
}
