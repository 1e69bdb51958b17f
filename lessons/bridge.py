"""The bridge from the Go program to what exists in Python alone: jupytext, nbclient, polib.

Reads requests from standard input, one JSON object a line, and answers each in a
line of standard output. Notebooks travel as texts in nbformat's JSON. No tool in
Go reads jupytext's Markdown as JupyterLab does, or speaks to a Jupyter kernel; its
libraries for PO files drop what msgmerge notes there.
"""

import json
import os
import sys

import jupytext
import nbformat


def read(text):
    """The notebook that a jupytext source in Markdown makes."""
    return {"notebook": nbformat.writes(jupytext.reads(text, fmt="md"))}


def write(notebook):
    """The notebook as a jupytext source."""
    return {"text": jupytext.writes(nbformat.reads(notebook, as_version=4), fmt="md")}


def execute(notebook, folder, seconds):
    """The notebook, executed in a folder from top to bottom, as far as it got; and
    what went wrong: a cell that failed, a cell that took too long, a dead kernel."""
    from nbclient import NotebookClient  # here, as it takes half a second
    from nbclient.exceptions import CellTimeoutError

    nb = nbformat.reads(notebook, as_version=4)
    client = NotebookClient(nb, timeout=seconds, kernel_name=nb.metadata.kernelspec.name, record_timing=False,
                            resources={"metadata": {"path": folder}})
    wrong = ""
    try:
        client.execute()
    except CellTimeoutError:
        wrong = f"not done after {seconds} s"
    except Exception as e:  # of many kinds, not all of them nbclient's
        wrong = f"{type(e).__name__}: {e}"
    return {"notebook": nbformat.writes(nb), "wrong": wrong}


def read_po(text):
    """The entries of a PO file."""
    import polib

    return {"entries": [{"context": e.msgctxt or "", "english": e.msgid, "korean": e.msgstr, "fuzzy": e.fuzzy,
                         "previous": e.previous_msgid or "", "near": e.comment, "note": e.tcomment}
                        for e in polib.pofile(text) if not e.obsolete]}


def write_po(entries, lesson):
    """The text of a PO file."""
    import polib

    po = polib.POFile(wrapwidth=110)
    po.metadata = {"Project-Id-Version": lesson, "Language": "ko", "MIME-Version": "1.0",
                   "Content-Type": "text/plain; charset=UTF-8",
                   "Content-Transfer-Encoding": "8bit"}
    for e in entries:
        po.append(polib.POEntry(msgctxt=e["context"], msgid=e["english"], msgstr=e["korean"],
                                previous_msgid=e["previous"] or None, comment=e["near"], tcomment=e["note"],
                                flags=["fuzzy"] if e["fuzzy"] else []))
    return {"text": str(po)}


def main():
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a kernel prints is no answer
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            what = {"read": read, "write": write, "execute": execute, "read_po": read_po, "write_po": write_po}
            answer = what[request.pop("do")](**request)
        except Exception as e:
            answer = {"fault": str(e) or type(e).__name__}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
