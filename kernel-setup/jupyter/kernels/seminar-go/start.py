"""Starts the Go kernel: GoNB with this repository's modules, offline.

Jupyter calls it with the connection file; the repository is found from this
file's own place, so that a clone can lie anywhere.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
import environ  # noqa: E402
import served  # noqa: E402

gonb = environ.BIN / f"gonb{environ.EXE}"
if not gonb.is_file():
    sys.exit(f"kernel: {gonb} is missing: run `make setup` in {environ.REPO}")
if "," in str(environ.REPO):  # -go_work takes a list that commas part
    sys.exit(f"kernel: {environ.REPO}: a comma in the path of the clone is more "
             "than GoNB can take: move it to a folder without one")
served.prepare()
log = environ.STATE / "kernel.log"
log.parent.mkdir(parents=True, exist_ok=True)
if log.exists() and log.stat().st_size > 1_000_000:
    log.unlink()
environ.run([str(gonb), "-raw_error", f"-go_work={environ.REPO}", f"-extra_log={log}",
             "-logtostderr=false", f"-log_file={log}", "-stderrthreshold=FATAL", "--kernel", sys.argv[1]], environ.kernel())
