"""What nbgrader does with a submission: puts together what is graded, and executes it.

nbgrader's own steps give full points to a check that was deleted, or that never ran
since the kernel had died, and run the student's cells with the rights of the grader.
"""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import sandbox
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Integer

REPO = Path(__file__).resolve().parent.parent
sys.path.append(str(REPO / "kernel-setup"))
import environ  # noqa: E402  it lies in another folder


def run(command, notebook, seconds=None):
    """The notebook that a command makes of one; raises RuntimeError with what it says."""
    done = subprocess.run(command, cwd=REPO, env=environ.environ(), input=nbformat.writes(notebook),
                          capture_output=True, encoding="utf-8", timeout=seconds)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"status {done.returncode}")
    return nbformat.reads(done.stdout, as_version=4)


class Submission(NbGraderPreprocessor):
    """The student's cells of each exercise, in the lesson as it was handed out."""

    def preprocess(self, nb, resources):
        where = resources["nbgrader"]
        lesson = Path(self.parent.parent.coursedir.format_path(self.parent.parent.coursedir.source_directory, ".", where["assignment"]),
                      f"{where['notebook']}.ipynb")
        return run(["go", "run", "./lessons", "submission", str(lesson.resolve())], nb), resources


class Execution(NbGraderPreprocessor):
    """Executes the notebook apart from this program; a check that does not say that
    its exercise is solved has failed, whatever else became of it."""

    seconds = Integer(120, help="the most that a cell may take").tag(config=True)
    gigabytes = Integer(4, help="the most memory that a program may ask for").tag(config=True)

    def preprocess(self, nb, resources):
        refused = {cell.id: cell.outputs for cell in nb.cells if "skip-execution" in cell.metadata.get("tags", [])}
        done = run(sandbox.command(self.seconds, self.gigabytes, self.parent.parent.coursedir.root), nb,
                   seconds=60 + self.seconds * len(nb.cells))
        for cell in done.cells:
            if cell.id in refused:
                cell.outputs = refused[cell.id]
            if cell.metadata.get("nbgrader", {}).get("grade"):
                judge(cell)
        return done, resources


def judge(cell):
    """Gives a check an error where it does not say that all is well, and none where it
    does: to nbgrader a line on standard error, too, is a failure."""
    number = cell.metadata.nbgrader.grade_id.removeprefix("check-").replace("-", ".")
    said = "".join(o.text for o in cell.outputs if o.output_type == "stream")
    if any(o.output_type == "error" for o in cell.outputs):
        return
    if not re.search(rf"(?m)^✓ .*\b{re.escape(number)}\b", said):  # in any language
        why = f"the check of {number} did not come to its end"
        cell.outputs.append(new_output("error", ename="not solved", evalue=why, traceback=[why]))
        return
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"
