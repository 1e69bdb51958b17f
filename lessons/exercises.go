package main

import (
	"encoding/json"
	"regexp"
	"strings"

	"seminar.example/lessons/notebook"
)

// Exercises as nbgrader knows them. An exercise is a text with a line that begins
// with its number, **4.1**; the first cell below, where a student writes; and the cell that
// checks, with show.Exercise("4.1", …). The names that nbgrader knows the two cells
// by, exercise-4-1 and check-4-1, stay whatever becomes of their texts: gradebooks
// hold them.

var (
	asks   = regexp.MustCompile(`(?m)^\*\*(\d+\.\d+)\*\*`)
	checks = regexp.MustCompile(`(?m)^\s*show\.Exercise\("([\d.]+)"`)
)

// exercise is where an exercise stands in a notebook: the places of its cells.
type exercise struct {
	number               string
	text, starter, check int
}

// exercises returns the exercises of a lesson in their order; what has no text,
// such as a solution, is none.
func exercises(nb *notebook.Notebook) []exercise {
	var all []exercise
	var at exercise
	for i, c := range nb.Cells {
		if found := asks.FindAllStringSubmatch(c.Source(), -1); c.Kind() == "markdown" && found != nil {
			at = exercise{number: found[len(found)-1][1], text: i}
		}
		if c.Kind() != "code" || at.number == "" {
			continue
		}
		if at.starter == 0 {
			at.starter = i
		} else if found := checks.FindStringSubmatch(c.Source()); found != nil && found[1] == at.number {
			at.check = i
			all = append(all, at)
			at = exercise{}
		}
	}
	return all
}

// mark gives the exercise's cells nbgrader's metadata: one point for what is solved.
func (e exercise) mark(nb *notebook.Notebook) {
	name := strings.ReplaceAll(e.number, ".", "-")
	set := func(cell int, id string, check bool) {
		m := map[string]any{"schema_version": json.Number("3"), "grade_id": id, "grade": check, "locked": check, "solution": !check, "task": false}
		if check {
			m["points"] = json.Number("1")
		}
		nb.Cells[cell]["metadata"].(map[string]any)["nbgrader"] = m
	}
	set(e.starter, "exercise-"+name, false)
	set(e.check, "check-"+name, true)
}
