"""For tests: a copy of what set-up needs, and set-up run in it on a machine with a fault."""

import contextlib
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from environ import DROPPED, PYTHON, REPO

# Registries as a plain machine knows them, asked once again.
PLAIN = {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "1", "PIP_TIMEOUT": "5", "PIP_NO_CACHE_DIR": "1",
         "UV_HTTP_RETRIES": "1", "UV_HTTP_TIMEOUT": "5", "UV_NO_CACHE": "1"}
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


def copy(folder):
    """Copies the set-up's own files into a folder; returns it."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("Makefile", "go.mod", "go.sum", "pyproject.toml", "uv.lock"):
        shutil.copy(REPO / name, folder)
    shutil.copytree(REPO / "kernel-setup", folder / "kernel-setup", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def shell():
    """The environment of a student's shell: this one, without what environ.py set."""
    own = {*DROPPED, "JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "GOFLAGS",
           "UV_SYSTEM_CERTS", "UV_NATIVE_TLS"}
    path = [p for p in os.environ["PATH"].split(os.pathsep) if not p.startswith(str(REPO))]
    return {**{k: v for k, v in os.environ.items() if k not in own}, "PATH": os.pathsep.join(path)}


def with_uv(env):
    """The same where the machine has a uv of its own, so that no pip fetches one."""
    return {**env, "PATH": f"{PYTHON.parent}{os.pathsep}{env['PATH']}"}


def outside(**changed):
    """The same on a machine that reaches registries, if at all, as PLAIN says."""
    dropped = {*PROXIES, "GOPROXY", "GOSUMDB", "SSL_CERT_FILE"}
    env = {k: v for k, v in shell().items() if k not in dropped and not k.startswith(("PIP_", "UV_"))}
    return {**env, **PLAIN, **changed}


def setup(clone, *before, part="setup", env=None, python=sys.executable):
    """Runs set-up in a clone, after words such as `unshare -n`: its status and what it said."""
    done = subprocess.run([*before, python, f"{clone}/kernel-setup/install.py", *part.split()], env=env or outside(),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    return done.returncode, done.stdout


def namespaces(*which):
    """`unshare` with these, or None where it is not allowed: the words before a command."""
    words = ["unshare", "-r", *which]
    try:
        return words if subprocess.run([*words, "true"], capture_output=True).returncode == 0 else None
    except OSError:
        return None


def on_small_disk(clone, size, then="true"):
    """Words before a command by which it sees a clone on a tmpfs of its own, or None.
    `then` is done there before."""
    words = namespaces("-m")
    if words is None:
        return None
    script = (f'set -e; mkdir -p "$0.disk"; mount -t tmpfs -o size={size} none "$0.disk"; cp -a "$0/." "$0.disk"; '
              f'mount --move "$0.disk" "$0"; cd "$0"; {then}; exec "$@"')
    return [*words, "sh", "-c", script, str(clone)]


@contextlib.contextmanager
def served(handler, tls=None):
    """A server on this machine alone, over TLS where there is a context for it."""
    server = http.server.ThreadingHTTPServer(("localhost", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
