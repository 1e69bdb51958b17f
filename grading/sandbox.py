"""Executes a notebook that a student wrote, apart from what it must not reach.

    sandbox.py SECONDS GIGABYTES COURSE apart|"" < notebook > executed notebook

On Linux, where the system lets a user make namespaces (unshare): no network, the
clone read-only, and COURSE, with the gradebook and the other submissions, hidden;
what a student's program leaves running ends with it.
The caches of Go stay as they are: without them each cell would compile for a
minute. Everywhere but on Windows: GIGABYTES for each program, as much processor
time as SECONDS, files of at most 1 GB. A cell is interrupted after SECONDS.
It is started inside the namespaces, apart, by what command() says, and works in a folder of its own.
"""

import functools
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
UNSHARE = ["unshare", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child"]


@functools.cache
def namespaces():
    """The command that starts another without network and with mounts of its own, or none."""
    if not sys.platform.startswith("linux") or not shutil.which("unshare") or not shutil.which("mount"):
        return []
    tried = subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    return [] if tried.returncode else UNSHARE


def lacks():
    """What this machine does not give, in a line; or ""."""
    if namespaces():
        return ""
    return ("submissions reach the network and your files: this machine gives no namespaces. "
            "Grade in a container without network (docker run --network=none)")


def command(seconds, gigabytes, course):
    """The command that executes the notebook on its standard input."""
    apart = "apart" if namespaces() else ""
    return [*namespaces(), sys.executable, __file__, str(seconds), str(gigabytes), str(course), apart]


def shut(course, state):
    """Makes the clone read-only but for a state of the kernel's own, and hides the course."""
    for words in (["--bind", REPO, REPO], ["-o", "remount,bind,ro", REPO], ["--bind", state, REPO / ".jupyter"],
                  ["-t", "tmpfs", "none", course]):
        subprocess.run(["mount", *map(str, words)], check=True, capture_output=True)


def own_address():
    """Brings up 127.0.0.1, by which a kernel is spoken to: a new network has nothing."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        up = struct.pack("16sh14x", b"lo", 1)  # struct ifreq with IFF_UP
        fcntl.ioctl(s, 0x8914, up)  # SIOCSIFFLAGS


def limit(seconds, gigabytes):
    """What each program may use."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, gigabytes << 30), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 1 << 30),
                       (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def execute(nb, folder, seconds):
    """Executes the notebook, as far as it goes, in a folder like work/."""
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    late = f"it is not done after {seconds} s"
    client = NotebookClient(nb, kernel_name="seminar-go", timeout=seconds, interrupt_on_timeout=True, allow_errors=True,
                            record_timing=False,
                            error_on_timeout={"ename": "too long", "evalue": late, "traceback": [late]},
                            resources={"metadata": {"path": str(folder / "work")}})
    try:
        client.execute()
    except DeadKernelError:
        pass  # the checks below it say nothing, and count as failed


def main(seconds, gigabytes, course, apart):
    import nbformat

    nb = nbformat.reads(sys.stdin.read(), as_version=4)
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a kernel prints is no answer
    with tempfile.TemporaryDirectory(prefix="g") as name:
        folder = Path(name)
        for inner in ("state", "tmp", "work"):
            (folder / inner).mkdir()
        for link in ("lib", "datasets", "notebooks"):
            (folder / link).symlink_to(REPO / link)
        (folder / "work" / "weights").symlink_to(REPO / "notebooks" / "weights")
        os.environ.update({name: str(folder / "tmp") for name in ("TMPDIR", "GOTMPDIR")}, SEMINAR_HEADLESS="1")
        if apart:
            own_address()
            shut(course, folder / "state")
        limit(seconds, gigabytes)
        execute(nb, folder, seconds)
        answer.write(nbformat.writes(nb))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
