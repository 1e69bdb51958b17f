"""Every rule of rules.py catches a notebook that breaks it, and no other does."""

import copy
import unittest

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import rules

SPEC = {"display_name": "Go (seminar)", "language": "go", "name": "seminar-go"}


def good():
    """A notebook that keeps all rules, and its source."""
    source = new_notebook(metadata={"kernelspec": SPEC}, cells=[
        new_markdown_cell("# Why?", id="a"),
        new_code_cell("%%\nshow.Figure(f)", id="b"),
        new_code_cell("%%\nfmt.Println(1)", id="c")])
    nb = copy.deepcopy(source)
    nb.cells[1].outputs = [new_output("display_data", {"image/png": "AA==", "text/plain": "a curve"})]
    nb.cells[2].outputs = [new_output("stream", name="stdout", text="✓ one  1  expected 1\n")]
    for n, cell in enumerate(nb.cells[1:], 1):
        cell.execution_count = n
    return nb, source


def html(text):
    return new_output("display_data", {"text/html": text})


# What is done to the good notebook (nb) or its source, and the rule that must catch it.
BROKEN = [
    ("a cell was edited", "agreement", lambda nb, source: nb.cells[2].update(source="%%\nfmt.Println(2)")),
    ("text was edited", "agreement", lambda nb, source: source.cells[0].update(source="# How?")),
    ("a cell was added to the source", "agreement", lambda nb, source: source.cells.append(new_markdown_cell("x"))),
    ("a cell is missing in the source", "agreement", lambda nb, source: source.cells.pop()),
    ("a cell changed its kind", "agreement", lambda nb, source: source.cells[0].update(cell_type="raw")),
    ("a cell was not executed", "counts", lambda nb, source: nb.cells[2].update(execution_count=None)),
    ("a cell was executed twice", "counts", lambda nb, source: nb.cells[2].update(execution_count=3)),
    ("executed in another order", "counts", lambda nb, source: [
        nb.cells[1].update(execution_count=2), nb.cells[2].update(execution_count=1)]),
    ("a cell failed", "errors", lambda nb, source: nb.cells[2].outputs.append(
        new_output("error", ename="ERROR", evalue="exit status 2", traceback=["panic"]))),
    ("a printed check failed", "crosses", lambda nb, source: nb.cells[2].outputs.append(
        new_output("stream", name="stdout", text="✓ a\n✗ test MSE 0.5 expected 0.125-0.140\n"))),
    ("a shown check failed", "crosses", lambda nb, source: nb.cells[2].outputs.append(html("<b>✗</b> b"))),
    ("a figure was lost", "figures", lambda nb, source: nb.cells[1].outputs.clear()),
    ("a figure is only text", "figures", lambda nb, source: nb.cells[1].update(outputs=[html("a curve")])),
    ("figures were lost", "figures", lambda nb, source: nb.cells[2].update(source="show.Figures(f, g)")),
    ("a picture has no alt text", "figures",
     lambda nb, source: nb.cells[1].outputs[0].data.update({"text/plain": " "})),
    ("a cell has 41 lines", "cells", lambda nb, source: nb.cells[2].update(source="x\n" * 41)),
    ("a line has 81 columns", "cells", lambda nb, source: nb.cells[2].update(source="\t" + "x" * 77)),
    ("another kernel", "kernelspec", lambda nb, source: nb.metadata.kernelspec.update(name="gonb")),
    ("no kernel", "kernelspec", lambda nb, source: nb.metadata.pop("kernelspec")),
]
ALONE = {"agreement": rules.agreement, "counts": rules.counts, "errors": rules.errors,
         "crosses": rules.crosses, "figures": rules.figures, "cells": rules.cells,
         "kernelspec": rules.kernelspec}


def breaches(rule, nb, source):
    second = {"agreement": [source], "kernelspec": [SPEC]}.get(rule, [])
    return ALONE[rule](nb, *second)


class Rules(unittest.TestCase):
    def test_good(self):
        nb, source = good()
        self.assertEqual(rules.everything(nb, source, b"x", SPEC), [])
        nbformat.validate(nb)

    def test_broken(self):
        for name, rule, harm in BROKEN:
            with self.subTest(name):
                nb, source = good()
                harm(nb, source)
                self.assertTrue(breaches(rule, nb, source), f"{rule} did not catch it")
                self.assertTrue(rules.everything(nb, source, b"x", SPEC))
                if rule != "agreement":  # the harm was done to nb alone, so sources may differ
                    others = [r for r in ALONE if r not in (rule, "agreement") and breaches(r, nb, source)]
                    self.assertEqual(others, [])

    def test_every_rule_has_a_broken_notebook(self):
        self.assertEqual({rule for _, rule, _ in BROKEN}, set(ALONE))

    def test_limits(self):
        nb, _ = good()
        nb.cells[2].source = "\n".join(["\t" + "x" * 76] * 40)
        self.assertEqual(rules.cells(nb), [])
        self.assertEqual(rules.size(b"x" * 999_999), [])
        self.assertTrue(rules.size(b"x" * 1_000_000))

    def test_says_where(self):
        nb, source = good()
        nb.cells[2].execution_count = 7
        self.assertEqual(rules.counts(nb), ["cell 3: execution count 7, expected 2: run `make notebooks`"])


if __name__ == "__main__":
    unittest.main()
