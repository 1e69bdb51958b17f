"""Starts a hub for real and lets students at it: `make classroom-check`.

    classroom_check.py accounts|docker [STUDENTS] [NOTEBOOK…]

As root: accounts makes Unix accounts and takes them away, docker asks the socket that
DOCKER_HOST names. Students start at once and run the notebooks (00_start) cell by cell over
the websocket, as a browser does. Then faults: others' files and servers, the hub
killed, an endless allocation, a fork bomb, a server that is stopped.
A student's memory is the PSS of all processes whose environment names the student.
"""

import asyncio
import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import aiohttp

REPO = Path(__file__).resolve().parent.parent
ADDRESS = "http://127.0.0.1:8600"
NAME = "seminar-check-"
MOST_ALONE, MOST_EIGHT = 10, 25  # seconds from start to the first cell's end, on two quiet cores
ENDLESS = ("%%\nvar all [][]byte\nfor {\n\tb := make([]byte, 64<<20)\n\tfor i := range b {\n\t\tb[i] = 1\n\t}\n"
           "\tall = append(all, b)\n}")
BOMB = ('import ("fmt"; "os/exec")\n%%\nn := 0\nvar err error\nfor n < 4000 {\n'
        '\tif err = exec.Command("sleep", "20").Start(); err != nil {\n\t\tbreak\n\t}\n\tn++\n}\n'
        'fmt.Println("ended", n < 4000, err)')
PEEK = 'import ("fmt"; "os")\n%%\n_, err := os.ReadDir({!r})\nfmt.Println("read:", err)'


class Fault(Exception):
    """What is wrong, in a line."""


def expect(what, well, found=""):
    if not well:
        raise Fault(f"{what}: {found}")
    print(f"✓ {what}{f': {found}' if found != '' else ''}", flush=True)


def processes():
    """The processes of each student: name to their numbers."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            env = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        for said in env:
            if said.startswith(b"JUPYTERHUB_USER=" + NAME.encode()):
                found.setdefault(said.decode().partition("=")[2], []).append(int(entry.name))
    return found


def pss(pids):
    """Megabytes of these processes; shared ones count by parts."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


class Sampler(threading.Thread):
    """The most memory each student took."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak = {}
        self.start()

    def run(self):
        while True:
            for name, pids in processes().items():
                self.peak[name] = max(self.peak.get(name, 0), pss(pids))
            time.sleep(1)


class Hub:
    """The hub as a process, in a folder of its own."""

    def __init__(self, kind, folder):
        self.token, self.folder = secrets.token_hex(16), folder
        packages = [REPO / ".bin" / "classroom", REPO / ".bin" / "onetimepass"]
        self.env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, packages)), "SEMINAR_HUB": str(folder), "SEMINAR_SPAWNER": kind,
                    "SEMINAR_CHECK_TOKEN": self.token, "SEMINAR_ADDRESS": ADDRESS}
        self.groups = []
        self.run()

    def run(self):
        with open(self.folder / "hub.log", "a") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "jupyterhub", f"--config={REPO}/classroom/jupyterhub_config.py"],
                                            cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)
        self.groups.append(self.process.pid)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for group in self.groups:  # a hub that was killed left its services
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


class Student:
    """One student, as the hub's and the server's interfaces see a browser."""

    def __init__(self, session, hub, name):
        self.session, self.name = session, name
        self.admin = {"Authorization": f"token {hub.token}"}
        self.base = f"{ADDRESS}/user/{name}"

    async def ask(self, method, url, headers=None, **more):
        async with self.session.request(method, url, headers=headers or self.own, **more) as r:
            return r.status, await r.text()

    async def join(self):
        await self.ask("POST", f"{ADDRESS}/hub/api/users/{self.name}", self.admin)
        status, text = await self.ask("POST", f"{ADDRESS}/hub/api/users/{self.name}/tokens", self.admin, json={})
        if status >= 300:
            raise Fault(f"{self.name}: no token: {status} {text}")
        self.own = {"Authorization": f"token {json.loads(text)['token']}"}

    async def ready(self):
        status, text = await self.ask("GET", f"{ADDRESS}/hub/api/users/{self.name}", self.admin)
        return status == 200 and json.loads(text)["servers"].get("", {}).get("ready", False)

    async def start(self):
        status, text = await self.ask("POST", f"{ADDRESS}/hub/api/users/{self.name}/server", json={})
        if status >= 300:
            raise Fault(f"{self.name}: the server does not start: {status} {text[:300]}")
        for _ in range(900):
            if await self.ready():
                return
            await asyncio.sleep(0.2)
        raise Fault(f"{self.name}: the server is not ready after 180 s")

    async def stop(self):
        await self.ask("DELETE", f"{ADDRESS}/hub/api/users/{self.name}/server", self.admin)
        for _ in range(100):
            if not processes().get(self.name):
                return 0
            await asyncio.sleep(0.3)
        return len(processes().get(self.name, []))

    async def open(self, notebook):
        status, text = await self.ask("GET", f"{self.base}/api/contents/work/{notebook}.ipynb")
        if status != 200:
            raise Fault(f"{self.name}: {notebook} is not there: {status}")
        cells = ["".join(c["source"]) for c in json.loads(text)["content"]["cells"] if c["cell_type"] == "code"]
        status, text = await self.ask("POST", f"{self.base}/api/sessions", json={
            "path": f"work/{notebook}.ipynb", "type": "notebook", "name": notebook, "kernel": {"name": "seminar-go"}})
        if status >= 300:
            raise Fault(f"{self.name}: no kernel: {status} {text[:300]}")
        self.kernel = json.loads(text)["kernel"]["id"]
        return cells

    async def execute(self, cells, limit=600):
        """What the cells said, and their errors."""
        said, errors = [], []
        async with self.session.ws_connect(f"{self.base}/api/kernels/{self.kernel}/channels", headers=self.own, max_msg_size=0) as ws:
            for cell in cells:
                sent = uuid.uuid4().hex
                await ws.send_str(json.dumps({
                    "header": {"msg_id": sent, "username": self.name, "session": "check", "msg_type": "execute_request",
                               "version": "5.3", "date": ""},
                    "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [],
                    "content": {"code": cell, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
                                "stop_on_error": False}}))
                waits = {"reply", "idle"}
                while waits:
                    message = await ws.receive(timeout=limit)
                    if message.type != aiohttp.WSMsgType.TEXT:
                        raise Fault(f"{self.name}: the connection to the kernel ended")
                    answer = json.loads(message.data)
                    if answer["parent_header"].get("msg_id") != sent:
                        continue
                    content = answer["content"]
                    if answer["msg_type"] == "execute_reply":
                        waits.discard("reply")
                        errors += [content] if content.get("status") != "ok" else []
                    elif answer["msg_type"] == "status" and content["execution_state"] == "idle":
                        waits.discard("idle")
                    elif answer["msg_type"] == "stream":
                        said.append(content["text"])
        return "".join(said), errors


async def lessons(students, notebooks):
    """All start at once and run the notebooks; returns their seconds to the first cell."""
    async def one(student):
        begin = time.monotonic()
        await student.start()
        first, failed = None, 0
        for notebook in notebooks:
            cells = await student.open(notebook)
            for cell in cells:
                _, errors = await student.execute([cell])
                first = first or time.monotonic() - begin
                failed += bool(errors)
        return first, time.monotonic() - begin, failed

    found = await asyncio.gather(*map(one, students))
    failed = sum(f for _, _, f in found)
    expect(f"{len(students)} at once, {' '.join(notebooks)}: cells that failed", failed == 0, failed)
    first, whole = max(f for f, _, _ in found), max(w for _, w, _ in found)
    most = MOST_ALONE if len(students) == 1 else MOST_EIGHT
    print(f"{'✓' if first <= most else '·'} start to first cell, slowest: {first:.1f} s (wanted: {most} on two quiet cores; "
          f"load {os.getloadavg()[0]:.0f}); all cells: {whole:.0f} s", flush=True)


async def faults(kind, hub, students):
    a, b = students[:2]
    status, _ = await a.ask("GET", f"{b.base}/api/contents", a.own)
    expect("another's server is closed", status == 403, status)
    if kind == "accounts":
        said, _ = await a.execute([PEEK.replace("{!r}", f'"{pwd.getpwnam(b.name).pw_dir}"')])
        expect("another's home is closed", "permission denied" in said, said.strip())
    log = (hub.folder / "hub.log").read_text()
    expect("no token in the log", not any(s.own["Authorization"].split()[1] in log for s in students) and hub.token not in log)

    before = processes()
    hub.kill()
    hub.run()
    for _ in range(200):
        try:
            if all([await s.ready() for s in students]):
                break
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.3)
    said, errors = await a.execute(['%%\nfmt.Println("goes on")'])
    same = set(before[a.name]) & set(processes()[a.name])
    expect("the hub killed and started again: servers and kernels go on", "goes on" in said and same, said.strip())

    if kind == "docker":
        for what, cell, well in (("an endless allocation", ENDLESS, lambda said, errors: errors),
                                 ("a fork bomb", BOMB, lambda said, errors: errors or "ended true" in said)):
            begin = time.monotonic()
            mine, others = await asyncio.gather(a.execute([cell], 120), b.execute(['%%\nfmt.Println("well")'] * 5))
            expect(f"{what} ends the cell ({time.monotonic() - begin:.0f} s)", well(*mine), str(mine[1] or mine[0])[-200:])
            expect("… and another's cells run", others[0].count("well") == 5 and not others[1])
            said, errors = await a.execute(['%%\nfmt.Println("again")'])
            expect("… and the student's next cell does", "again" in said, said.strip() or errors)
    left = [await s.stop() for s in students]
    expect("stopped servers leave no process", sum(left) == 0, sum(left))


async def check(kind, hub, students, notebooks):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=900)) as session:
        everyone = [Student(session, hub, f"{NAME}{i}") for i in range(1, students + 1)]
        for _ in range(200):
            try:
                if (await everyone[0].ask("GET", f"{ADDRESS}/hub/api/", everyone[0].admin))[0] == 200:
                    break
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.3)
        for student in everyone:
            await student.join()
        memory = Sampler()
        await everyone[0].start()
        await asyncio.sleep(3)
        print(f"· an idle server: {pss(processes()[everyone[0].name]):.0f} MB (wanted: 160)", flush=True)
        await everyone[0].stop()
        await lessons(everyone[:1], notebooks[:1])
        await everyone[0].stop()
        memory.peak.clear()
        await lessons(everyone, notebooks)
        print(f"· a student's memory, most: {max(memory.peak.values()):.0f} MB (wanted: 900 in all of 04)", flush=True)
        await faults(kind, hub, everyone)


def main():
    kind, students, *notebooks = [*sys.argv[1:], "accounts", "2"][:2] if len(sys.argv) < 3 else sys.argv[1:]
    if os.geteuid() != 0 or not shutil.which("configurable-http-proxy"):
        sys.exit("classroom-check: needs root, and configurable-http-proxy on PATH (npm install configurable-http-proxy)")
    names = [f"{NAME}{i}" for i in range(1, int(students) + 1)]
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        try:
            for name in names if kind == "accounts" else []:
                subprocess.run(["useradd", "--base-dir", folder, "--create-home", "-K", "HOME_MODE=0700", name], check=True)
            place = Path(folder, "hub")
            place.mkdir(mode=0o700)
            hub = Hub(kind, place)
            try:
                asyncio.run(check(kind, hub, int(students), notebooks or ["00_start"]))
            except Exception as e:
                print(f"✗ {type(e).__name__}: {e}\n{(place / 'hub.log').read_text()[-3000:]}", flush=True)
                sys.exit(1)
            finally:
                hub.end()
        finally:
            for name in names if kind == "accounts" else []:
                subprocess.run(["userdel", name])


if __name__ == "__main__":
    main()
