"""nbgrader's settings for the seminar's lessons; `make grade` reads them, and a school's
own nbgrader may: load_subconfig("/path/of/the/clone/grading/nbgrader_config.py").

A starter that runs is no solution to be cleared, and its language is Go, which
ClearSolutions does not know: cells are handed out as they are. What is graded of a
submission, and how it is executed, stands in preprocessors.py.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))
from nbgrader import preprocessors as nbgraders
from preprocessors import Execution, Submission

c = get_config()  # noqa: F821  traitlets gives it
c.CourseDirectory.course_id = "manifold"
c.ExecutePreprocessor.kernel_name = "seminar-go"
c.GenerateAssignment.preprocessors = [
    nbgraders.LockCells, nbgraders.ClearOutput, nbgraders.CheckCellMetadata, nbgraders.ComputeChecksums,
    nbgraders.SaveCells, nbgraders.CheckCellMetadata]
c.Autograde.sanitize_preprocessors = [
    Submission, nbgraders.ClearOutput, nbgraders.DeduplicateIds, nbgraders.OverwriteKernelspec,
    nbgraders.OverwriteCells, nbgraders.CheckCellMetadata]
c.Autograde.autograde_preprocessors = [
    Execution, nbgraders.LimitOutput, nbgraders.SaveAutoGrades, nbgraders.AssignLatePenalties,
    nbgraders.CheckCellMetadata]
