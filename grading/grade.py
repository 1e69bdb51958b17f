"""Hands out the lessons and grades what came back, with nbgrader's folders.

    grade.py handout [NN] [COURSE]    makes COURSE/release/NN/NN_topic.ipynb, to be given to students
    grade.py grade [NN] [COURSE]      grades COURSE/submitted/NAME/NN/NN_topic.ipynb, of all students

COURSE is the folder course/ of the clone, where none is named; it holds nbgrader's
gradebook. A student may hand in the copy in work/: lessons carry nbgrader's marks.
A lesson is handed out once: what is graded goes by that version.
"""

import csv
import logging
import os
import re
import shutil
import sys
import warnings
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
NBGRADER = REPO / ".bin" / "grade"
sys.path.append(str(NBGRADER))
os.environ["PATH"] = os.pathsep.join([str(NBGRADER / "bin"), os.environ["PATH"]])  # nbgrader calls alembic,
os.environ["PYTHONPATH"] = str(NBGRADER)  # which imports itself


def open_course(folder):
    """nbgrader's course in a folder."""
    from nbgrader.apps.api import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    folder.mkdir(parents=True, exist_ok=True)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(REPO / "grading")).load_config()
    config.CourseDirectory.root = str(folder)
    warnings.filterwarnings("ignore", module="nbgrader")  # of SQLAlchemy, about nbgrader's own code
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    return NbGraderAPI(config=config)


def lessons(number):
    """The lessons that a number picks, by their numbers: 04, 05a."""
    return {path.name.partition("_")[0]: path for path in sorted((REPO / "notebooks").glob(f"{number}*_*.ipynb"))
            if "show.Exercise(" in path.read_text(encoding="utf-8")}


def did(what, result):
    """Whether nbgrader did it; where not, says in a line why."""
    if not result["success"]:
        said = f"{result.get('log') or ''}\n{result.get('error') or 'no reason is given'}".strip().splitlines()
        why = [line for line in said if re.match(r"\S*(Error|Exception): ", line)] or said
        print(f"✗ {what}: {why[0]}", flush=True)
    return result["success"]


def hand_out(api, folder, number):
    """Takes lessons into the course; returns whether all is well."""
    found, well = lessons(number), True
    for name, path in found.items():
        source = folder / "source" / name / path.name
        if not source.exists():
            source.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, source)
            if not did(name, api.generate_assignment(name, force=True)):
                shutil.rmtree(source.parent)
                well = False
                continue
        print(f"✓ {name}: {folder / 'release' / name / path.name}", flush=True)
    if not found:
        print(f"✗ there is no lesson {number} with exercises", flush=True)
    return well and bool(found)


def grade(api, folder, number):
    """Grades all that was handed in; returns whether nbgrader could."""
    import sandbox

    if sandbox.lacks():
        print(f"– {sandbox.lacks()}", flush=True)
    submitted, well = sorted(p for p in folder.glob(f"submitted/*/{number}*") if p.is_dir()), True
    names = {p.name for p in submitted}
    for name in sorted(names):
        if not (folder / "source" / name).exists() and name in lessons(name):
            well = hand_out(api, folder, name) and well
    for path in submitted:
        student, name = path.parent.name, path.name
        what = f"{student} {name}"
        if not did(what, api.autograde(name, student, force=True)):
            well = False
            continue
        with api.gradebook as book:
            grades = book.find_submission(name, student).notebooks[0].grades
            each = {g.name.removeprefix("check-").replace("-", "."): (g.score, g.max_score) for g in grades}
        marks = "  ".join(f"{'✓' if score else '…'} {exercise}" for exercise, (score, _) in sorted(each.items()))
        print(f"{what:30} {sum(s for s, _ in each.values()):g} of {sum(m for _, m in each.values()):g}   {marks}", flush=True)
    if not submitted:
        print(f"✗ nothing was handed in: expected {folder / 'submitted' / 'NAME' / (number or '04')}/…ipynb", flush=True)
        return False
    write_table(api, folder / "grades.csv")
    return well


def write_table(api, path):
    """All grades of the course, an exercise a row."""
    with api.gradebook as book, open(path, "w", newline="", encoding="utf-8") as f:
        rows = csv.writer(f)
        rows.writerow(["student", "lesson", "exercise", "points", "of"])
        for assignment in book.assignments:
            for s in assignment.submissions:
                for g in s.notebooks[0].grades:
                    rows.writerow([s.student.id, assignment.name, g.name.removeprefix("check-").replace("-", "."), g.score, g.max_score])
    print(f"all grades: {path}", flush=True)


def main(words):
    if not words or words[0] not in ("handout", "grade") or len(words) > 3:
        sys.exit(__doc__)
    number, course = [*words[1:], "", ""][:2]
    folder = Path(course or REPO / "course").resolve()
    api = open_course(folder)
    return {"handout": hand_out, "grade": grade}[words[0]](api, folder, number)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
