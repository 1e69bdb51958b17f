"""A class is graded by the real nbgrader: lesson 00, whose two exercises give a point each."""

import csv
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
LESSON = REPO / "notebooks" / "00_start.ipynb"
MEAN = """func mean(x []float32) float64 {
	s := 0.0
	for _, v := range x {
		s += float64(v)
	}
	return s / float64(len(x))
}"""
UNIT = "func unit(mse float64) float64 { return mse / 4 }"
LOST = "func unit(mse float64) float64 { return undefined }"
FAKE = "type fake struct{}\n\nfunc (fake) Exercise(name, problem string) {}\n\nvar show fake\n\n" + MEAN.replace("s /", "2 *")
ENDS = "import \"os\"\n\nfunc unit(mse float64) float64 {\n\tprintln(\"✓ exercise 0.2 is solved\")\n\tos.Exit(0)\n\treturn 0\n}"


def write(nb, name, text):
    """Types a text into the cell that nbgrader knows by a name."""
    cell = next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)
    cell["source"] = text


def drop(nb, name):
    """Deletes such a cell."""
    nb["cells"] = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") != name]


def two(first, second):
    def solve(nb):
        write(nb, "exercise-0-1", first)
        write(nb, "exercise-0-2", second)
    return solve


def without_checks(nb):
    """The first check deleted, its exercise unsolved; the second one edited to praise."""
    drop(nb, "check-0-1")
    write(nb, "check-0-2", '%%\nshow.Exercise("0.2", "")')


def half(nb):
    """One exercise solved: with a function of the student's in a cell of its own, and its check is gone."""
    write(nb, "exercise-0-1", MEAN.replace("len(x)", "howMany(x)"))
    at = next(i for i, c in enumerate(nb["cells"]) if c["metadata"].get("nbgrader", {}).get("grade_id") == "exercise-0-1")
    nb["cells"].insert(at, {"cell_type": "code", "id": "mine", "metadata": {}, "execution_count": None, "outputs": [],
                            "source": "func howMany(x []float32) int { return len(x) }"})
    drop(nb, "check-0-1")


# What each student did, and the points of 0.1 and 0.2.
CLASS = {
    "nothing": (lambda nb: None, 0, 0),
    "half": (half, 1, 0),
    "all": (two(MEAN, UNIT), 1, 1),
    "broken": (two(MEAN, LOST), 1, 0),
    "unchecked": (without_checks, 0, 0),
    "cheats": (two(FAKE, ENDS), 0, 0),
}


@unittest.skipIf(sys.version_info < (3, 11), "nbgrader needs Python 3.11")
class Grading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run([sys.executable, str(REPO / "kernel-setup" / "install.py"), "grade"], check=True)

    def test_class(self):
        with tempfile.TemporaryDirectory() as name:
            course = Path(name) / "a course"
            for student, (change, *_) in CLASS.items():
                nb = json.loads(LESSON.read_text(encoding="utf-8"))
                change(nb)
                folder = course / "submitted" / student / "00"
                folder.mkdir(parents=True)
                (folder / LESSON.name).write_text(json.dumps(nb), encoding="utf-8")
            done = subprocess.run([sys.executable, str(REPO / "grading" / "grade.py"), "grade", "00", str(course)], cwd=REPO,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
            self.assertEqual(done.returncode, 0, done.stdout)
            with open(course / "grades.csv", encoding="utf-8") as f:
                found = {(r["student"], r["exercise"]): float(r["points"]) for r in csv.DictReader(f)}
            wanted = {(s, f"0.{i + 1}"): p for s, (_, *points) in CLASS.items() for i, p in enumerate(points)}
            self.assertEqual(found, wanted, done.stdout)


@unittest.skipIf(sys.platform != "linux", "namespaces are Linux's")
class Apart(unittest.TestCase):
    """What a student's program does not reach."""

    def test_nothing_is_reached(self):
        sys.path.append(str(REPO / "grading"))
        import nbformat
        import sandbox
        from nbformat.v4 import new_code_cell, new_notebook

        if sandbox.lacks():
            self.skipTest(sandbox.lacks())
        with tempfile.TemporaryDirectory() as course:
            (Path(course) / "secret").write_text("others' work", encoding="utf-8")
            cell = (f'import (\n\t"net"\n\t"os"\n)\n\n%%\n_, err := net.Dial("udp", "192.0.2.1:9")\nfmt.Println("network", err != nil)\n'
                    f'_, err = os.ReadFile("{course}/secret")\nfmt.Println("course", err != nil)\n'
                    f'err = os.WriteFile("{REPO}/notebooks/stolen", nil, 0o644)\nfmt.Println("clone", err != nil)')
            much = "%%\nx := make([]byte, 5<<30)\nx[len(x)-1] = 1\nfmt.Println(len(x))"
            endless = "%%\nfor i := 0; ; i++ {\n}"
            nb = new_notebook(cells=[new_code_cell(c) for c in (cell, much, endless, "%%\nfmt.Println(1)")])
            nb.metadata.kernelspec = {"name": "seminar-go", "display_name": "Go (seminar)", "language": "go"}
            done = subprocess.run(sandbox.command(10, 4, course), input=nbformat.writes(nb), capture_output=True, encoding="utf-8")
        self.assertEqual(done.returncode, 0, done.stderr)
        first, second, third, last = nbformat.reads(done.stdout, as_version=4).cells
        self.assertEqual("".join(o.text for o in first.outputs), "network true\ncourse true\nclone true\n")
        for cell in (second, third):
            self.assertIn("error", [o.output_type for o in cell.outputs], cell.outputs)
        self.assertEqual("".join(o.get("text", "") for o in last.outputs), "1\n", last.outputs)


if __name__ == "__main__":
    unittest.main()
