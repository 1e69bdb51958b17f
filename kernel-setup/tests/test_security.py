"""Who can reach the server, and what others on the machine can read."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import environ

LAB = [sys.executable, str(environ.REPO / "kernel-setup" / "lab.py"), "--no-browser", "--allow-root"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def status(url, token=""):
    """What the server answers with; 0 where none listens."""
    headers = {"Authorization": f"token {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as r:
            return r.status
    except urllib.error.HTTPError as e:
        return e.code
    except OSError:
        return 0


def addresses():
    """This machine's addresses beyond loopback."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))  # sends nothing; picks the address that leads outside
            found.add(s.getsockname()[0])
        except OSError:
            pass
    return {a for a in found if not a.startswith("127.")}


class Server(unittest.TestCase):
    def started(self):
        """A lab of the student's: its port and its process, when it answers."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = Path(folder.name)
        port = free_port()
        env = {**os.environ, **{f"JUPYTER_{n}_DIR": str(self.state / n) for n in ("CONFIG", "DATA", "RUNTIME")}}
        env.pop("JUPYTER_TOKEN", None)
        program = ("import environ, lab, sys; from pathlib import Path; environ.environ = lambda: dict(__import__('os').environ); "
                   f"environ.STATE = lab.STATE = Path({str(self.state)!r}); lab.copies = lambda: None; lab.beside = lambda *a: None; "
                   "lab.main()")
        with open(self.state / "log", "w") as log:
            process = subprocess.Popen([sys.executable, "-c", program, *LAB[2:], f"--port={port}"], env=env, stdout=log, stderr=log,
                                       stdin=subprocess.DEVNULL, cwd=environ.REPO / "kernel-setup", umask=0o022)
        self.addCleanup(process.wait)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        begin = time.monotonic()
        while status(f"http://127.0.0.1:{port}/login") != 200:
            self.assertIsNone(process.poll(), (self.state / "log").read_text())
            self.assertLess(time.monotonic() - begin, 60)
            time.sleep(0.05)
        return port

    def test_token_loopback_and_files(self):
        port = self.started()
        token = re.search(r"token=([0-9a-f]{48})", (self.state / "log").read_text())[1]
        url = f"http://127.0.0.1:{port}/api/contents"
        self.assertEqual([status(url), status(url, "0" * 48), status(url, token)], [403, 403, 200])
        for address in addresses():
            self.assertEqual(status(f"http://{address}:{port}/login"), 0, f"it listens on {address}")
        self.assertEqual(self.readable(token), [])

    def readable(self, secret):
        """The files that hold a secret, or keys, and that others can read."""
        found, looked = [], 0
        for path in self.state.rglob("*"):
            if not path.is_file() or path.name == "log":  # the terminal's, here
                continue
            if secret.encode() in path.read_bytes() or re.search("secret|cookie|jpserver|kernel-", path.name):
                looked += 1
                shut = any(not p.stat().st_mode & 0o005 for p in path.parents if p != self.state and self.state in p.parents)
                if path.stat().st_mode & 0o077 and not shut:
                    found.append(path.name)
        self.assertGreaterEqual(looked, 3, "the token's two files, and the cookies' key")
        return found


class Image(unittest.TestCase):
    def test_never_root_and_published_on_loopback_alone(self):
        docker = environ.REPO / "docker"
        stages = re.split(r"(?m)^FROM ", (docker / "Dockerfile").read_text())[1:]
        self.assertRegex(stages[0], r"(?m)^USER 1000:1000$")
        for stage in stages:
            for user in re.findall(r"(?m)^USER (.*)$", stage):
                self.assertEqual(user, "1000:1000")
        first = stages[0].index("USER ")
        self.assertNotRegex("".join([stages[0][first:], *stages[1:]]), r"sudo|--allow-root|chmod .*777")
        for port in re.findall(r"ports: (.*)", (docker / "compose.yaml").read_text()):
            self.assertTrue(port.startswith('["127.0.0.1:'), port)


if __name__ == "__main__":
    unittest.main()
