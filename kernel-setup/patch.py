"""GoNB as the seminar builds it: the pinned version with eight changes.

- A second `%%` in a cell is an error that says so; else the kernel dies of it.
- A program that crashes names its own lines first (tools/gonb/ownfirst.go).
- A program that is killed, as when memory is full: what to do (tools/gonb/killed.go).
- A program that reads its input gets what is typed, or its end (tools/gonb/reads.go).
- A module that is not there: how to add it (tools/gonb/lookup.go).
- One language server a user, from the first Tab on (tools/gonb/share_unix.go).
- It checks the cell, not every package of the clone and its tests: at the first Tab
  338 MB in place of 507 for a student, 12 processor seconds in place of 21.
- The clone's files are not sent to it: with those of .venv they are 7 000, of which
  completion ended in a timeout. It reads them itself.

The source is copied out of the module cache, changed, and built in place of the
original. A change that finds not exactly what it expects stops the build: so
after an upgrade of GoNB read what became of the place, or drop the change. Go applies
no patches: its `replace` wants a whole folder.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from environ import REPO
from steps import StepError

MODULE = "github.com/janpfeifer/gonb"
TOOLS = REPO / "kernel-setup" / "tools"
ADDED = {f"internal/{folder}/{name}": TOOLS / "gonb" / name for folder, name in (
    ("jpyexec", "ownfirst.go"), ("jpyexec", "killed.go"), ("jpyexec", "reads.go"), ("goexec", "lookup.go"),
    ("goexec/goplsclient", "share_unix.go"), ("goexec/goplsclient", "share_windows.go"))}
CHANGED = [
    ("internal/goexec/composer.go",
     "\t\t\t// Write preamble of func main() and associate to the \"%%\" line:\n",
     "\t\t\tif needsClosingMain {\n"
     "\t\t\t\terr = errors.Errorf(\"line %d begins a second %%%% in this cell: a cell has one, \"+\n"
     "\t\t\t\t\t\"so put what follows into a cell of its own\", ii+1)\n"
     "\t\t\t\treturn\n"
     "\t\t\t}\n"),
    ("internal/jpyexec/jpyexec.go",
     "\t\t_, err := io.Copy(exec.stderrWriter, exec.cmdStderr)\n",
     "\t\town := &ownFirst{to: exec.stderrWriter}\n"
     "\t\tdefer own.Close()\n"
     "\t\t_, err := io.Copy(own, exec.cmdStderr)\n"),
    ("internal/jpyexec/jpyexec.go",
     "\tif exec.stdinContent != nil {\n\t\texec.handleStaticInput()\n",
     "\tif input, ok := exec.cmdStdin.(*os.File); ok && exec.stdinContent == nil && exec.millisecondsToInput <= 0 {\n"
     "\t\tgo exec.answerReads(input)\n"
     "\t}\n"
     "\tif exec.stdinContent != nil {\n\t\texec.handleStaticInput()\n"),
    ("internal/jpyexec/jpyexec.go",
     "\t\terrMsg := exec.exitError.Error() + \"\\n\"\n",
     "\t\terrMsg := exec.exitError.Error() + whyKilled(exec.exitError, exec.Msg.Kernel().Interrupted.Load()) + \"\\n\"\n"),
    ("internal/goexec/execcode.go",
     "\t\tstrOutput = s.filterGoGetError(strOutput)\n",
     "\t\tif strOutput = notHere(string(output)); strOutput == \"\" {\n"
     "\t\t\tstrOutput = fmt.Sprintf(\"%v\\n\\n%s\", err, output)\n"
     "\t\t}\n"),
    ("internal/goexec/goexec.go",
     "\t\terr = s.gopls.Start()\n",
     ""),
    ("internal/goexec/inspect.go",
     "func (s *State) notifyAboutStandardAndTrackedFiles(ctx context.Context) (err error) {\n",
     "func (s *State) notifyAboutStandardAndTrackedFiles(ctx context.Context) (err error) {\n"
     "\tif err = s.gopls.Share(ctx); err != nil {\n"
     "\t\treturn\n"
     "\t}\n"),
    ("internal/goexec/goplsclient/conn.go",
     "\t\tProcessID: 0,\n",
     "\t\tInitializationOptions: map[string]any{\"expandWorkspaceToModule\": false},\n"),
    ("internal/goexec/tracking.go",
     "\terr = s.autoTrackGoMod()\n\tif err != nil {\n\t\treturn\n\t}\n\terr = s.autoTrackGoWork()\n\treturn\n",
     "\treturn nil\n"),
]
FILES = [REPO / "kernel-setup" / "patch.py", *ADDED.values()]  # what decides what is built


def source(module, folder):
    """Copies the module's source into the folder and changes it; raises StepError."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in module.rglob("*.*"):
        if path.is_file() and path.relative_to(module).parts[0] not in ("docs", "examples"):
            to = folder / path.relative_to(module)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(path.read_bytes())
    for name, new in ADDED.items():
        shutil.copyfile(new, folder / name)
    for name, old, new in CHANGED:
        text = (folder / name).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise StepError(f"{MODULE}/{name} holds {text.count(old)} times, expected once, the place that "
                            "kernel-setup/patch.py changes: was GoNB upgraded?")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def modfile(place, env):
    """Writes a go.mod in which the changed source replaces the module; returns its path."""
    done = subprocess.run(["go", "mod", "download", "-json", MODULE], cwd=TOOLS, env=env, capture_output=True,
                          encoding="utf-8", errors="replace")
    if done.returncode:
        raise StepError(f"the source of {MODULE} is not there: {done.stdout}{done.stderr}")
    folder, path = place / "gonb-src", place / "tools.mod"
    source(Path(json.loads(done.stdout)["Dir"]), folder)
    replaced = f"\nreplace {MODULE} => {json.dumps(str(folder), ensure_ascii=False)}\n"
    path.write_bytes((TOOLS / "go.mod").read_bytes() + os.fsencode(replaced))
    shutil.copyfile(TOOLS / "go.sum", path.with_suffix(".sum"))
    return path
