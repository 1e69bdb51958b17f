"""Starts a hub for real and lets students at it: `make classroom-check`.

    classroom_check.py accounts|docker [STUDENTS] [NOTEBOOK…]

As root: accounts makes Unix accounts and takes them away, docker asks the socket that
DOCKER_HOST names. The students sign up, the teacher admits them, they sign in by the
hub's pages, start at once and run the notebooks (00_start) cell by cell over the
websocket, as a browser does. Then faults: others' files and servers, the hub killed, a
student's server killed while it trains, an endless allocation, a fork bomb, a full disk,
one who takes all processors, a server that is stopped, one that nobody uses.
✓ holds, ✗ ends the check, · is measured. A student's memory is the PSS of all processes
whose environment names the student.
"""

import asyncio
import contextlib
import json
import os
import pwd
import re
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
NAME, TEACHER, NETWORK = "seminarcheck", "seminarteacher", "classroom-check"
MOST_ALONE, MOST_EIGHT = 10, 25  # seconds from start to the first cell's end, on two quiet cores
FAIR = 0.8  # of an equal part of the processors
HOME_MB = 150  # of a student's disk
TICK = os.sysconf("SC_CLK_TCK")

RIGHTS = """import ("fmt"; "os"; "strings")
%%
status, _ := os.ReadFile("/proc/self/status")
for _, line := range strings.Split(string(status), "\\n") {
	if strings.HasPrefix(line, "CapEff") || strings.HasPrefix(line, "Uid") {
		fmt.Println(strings.Join(strings.Fields(line)[:2], " "))
	}
}"""
PEEK = 'import ("fmt"; "os")\n%%\n_, err := os.ReadDir("PLACE")\nfmt.Println("read:", err)'
ENDLESS = ("%%\nvar all [][]byte\nfor {\n\tb := make([]byte, 64<<20)\n\tfor i := range b {\n\t\tb[i] = 1\n\t}\n"
           "\tall = append(all, b)\n}")
BOMB = ('import ("fmt"; "os/exec"; "time")\n%%\nvar err error\nfor n := 0; n < 4000 && err == nil; n++ {\n'
        '\terr = exec.Command("sh", "-c", "f() { f | f & }; f; sleep 60").Start()\n}\n'
        'time.Sleep(3 * time.Second)\nfmt.Println("ended:", err)')
FILL = ('import "os"\n%%\nf, err := os.Create("full")\nfor err == nil {\n\t_, err = f.Write(make([]byte, 1<<20))\n}\n'
        'fmt.Println("ended:", err)')
BUSY = ('import ("runtime"; "time")\n%%\nfor range THREADS * runtime.NumCPU() {\n\tgo func() {\n\t\tfor {\n\t\t}\n\t}()\n}\n'
        'time.Sleep(12 * time.Second)')
TRAIN = """import ("fmt"; "errors"; "github.com/janpfeifer/must"; "seminar.example/datasets"; "seminar.example/lib/ae"
"seminar.example/lib/backend"; "seminar.example/lib/train")
%%
b, _ := must.M2(backend.Open())
x := must.M1(datasets.MNIST(datasets.Train)).X
_, _, err := train.Run(b, ae.AE3, train.Data{Train: x, Test: x[:7840]}, train.Options{Epochs: 1000,
	Path: "weights/check.safetensors", OnEpoch: func(epoch int, _ *ae.Model) error {
		fmt.Println("epoch", epoch)
		if GOES_ON {
			return errors.New("enough")
		}
		return nil
	}})
fmt.Println(err)"""


class Fault(Exception):
    """What is wrong, in a line."""


def expect(what, well, found=""):
    if not well:
        raise Fault(f"{what}: {found}")
    print(f"✓ {what}{f': {found}' if found != '' else ''}", flush=True)


def measured(what):
    print(f"· {what}", flush=True)


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
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def seconds(pids):
    """Processor seconds of these processes and of those that they waited for."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            total += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return total / TICK


class Sampler(threading.Thread):
    """The most memory that each student took, and all together; processor seconds."""

    def __init__(self):
        super().__init__(daemon=True)
        self.clear()
        self.start()

    def clear(self):
        self.peak, self.spent, self.all = {}, {}, 0

    def run(self):
        while True:
            found = processes()
            now = {name: pss(pids) for name, pids in found.items()}
            for name, size in now.items():
                self.peak[name] = max(self.peak.get(name, 0), size)
                self.spent[name] = max(self.spent.get(name, 0), seconds(found[name]))
            self.all = max(self.all, sum(now.values()))
            time.sleep(1.5)


class Hub:
    """The hub as a process, in a folder of its own."""

    def __init__(self, kind, folder, **env):
        self.token, self.folder = secrets.token_hex(16), folder
        packages = [REPO / ".bin" / "classroom", REPO / ".bin" / "onetimepass"]
        self.env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, packages)), "SEMINAR_HUB": str(folder), "SEMINAR_SPAWNER": kind,
                    "SEMINAR_CHECK_TOKEN": self.token, "SEMINAR_ADDRESS": ADDRESS, "SEMINAR_TEACHER": TEACHER, **env}
        self.run()

    def run(self, **env):
        with open(self.folder / "hub.log", "a") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "jupyterhub", f"--config={REPO}/classroom/jupyterhub_config.py"],
                                            cwd=self.folder, env={**self.env, **env}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)

    async def answers(self):
        for _ in range(200):
            with contextlib.suppress(aiohttp.ClientError):
                async with aiohttp.ClientSession() as session, session.get(f"{ADDRESS}/hub/api/") as r:
                    if r.status == 200:
                        return
            await asyncio.sleep(0.3)
        raise Fault("the hub does not answer")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for entry in Path("/proc").iterdir():  # a hub that was killed left its services
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and (entry / "cwd").readlink() == self.folder:
                    os.kill(int(entry.name), signal.SIGKILL)


class Student:
    """One student, as the hub's and the server's interfaces see a browser."""

    def __init__(self, hub, name):
        self.name, self.hub = name, hub
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True),  # unsafe: an address is no name
                                             timeout=aiohttp.ClientTimeout(total=1800))
        self.admin = {"Authorization": f"token {hub.token}"}
        self.base, self.own = f"{ADDRESS}/user/{name}", {}
        self.password = secrets.token_hex(8)

    async def ask(self, method, url, headers=None, **more):
        async with self.session.request(method, url, headers=headers or self.own, **more) as r:
            return r.status, await r.text()

    async def fill_in(self, page, **fields):
        """Fills in a form of the hub as a browser does."""
        _, text = await self.ask("GET", f"{ADDRESS}/hub/{page}")
        hidden = re.search(r'name="_xsrf" value="([^"]*)"', text)
        if not hidden:
            raise Fault(f"{page}: there is no form: {text[:200]}")
        self.xsrf = hidden[1]
        return await self.ask("POST", f"{ADDRESS}/hub/{page}", data={"_xsrf": self.xsrf, **fields})

    async def sign_up(self):
        await self.fill_in("signup", username=self.name, signup_password=self.password, signup_password_confirmation=self.password)

    async def sign_in(self):
        """Whether the hub lets the student in."""
        await self.fill_in("login", username=self.name, password=self.password)
        found = [c.value for c in self.session.cookie_jar if c.key == "_xsrf" and c["path"] == "/hub/"]
        status, text = await self.ask("POST", f"{ADDRESS}/hub/api/users/{self.name}/tokens", {"X-XSRFToken": (found or [""])[-1]}, json={})
        if status == 201:
            self.own = {"Authorization": f"token {json.loads(text)['token']}"}
        return status == 201

    async def ready(self):
        status, text = await self.ask("GET", f"{ADDRESS}/hub/api/users/{self.name}", self.admin)
        return status == 200 and json.loads(text)["servers"].get("", {}).get("ready", False)

    async def start(self, **choice):
        status, text = await self.ask("POST", f"{ADDRESS}/hub/api/users/{self.name}/server", json=choice)
        if status >= 300:
            raise Fault(f"{self.name}: the server does not start: {status} {text[:300]}")
        for _ in range(900):
            if await self.ready():
                return
            await asyncio.sleep(0.2)
        raise Fault(f"{self.name}: the server is not ready after 180 s")

    async def stop(self):
        await self.ask("DELETE", f"{ADDRESS}/hub/api/users/{self.name}/server", self.admin)
        return await self.gone()

    async def gone(self, tries=200):
        """How many processes there are still after a while."""
        for _ in range(tries):
            if not processes().get(self.name):
                return 0
            await asyncio.sleep(0.3)
        return len(processes()[self.name])

    async def open(self, notebook):
        """Opens a notebook with a kernel; returns its cells."""
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

    async def save(self, name, text):
        """Saves a small notebook; returns the status."""
        cell = {"cell_type": "markdown", "metadata": {}, "source": text}
        status, said = await self.ask("PUT", f"{self.base}/api/contents/work/{name}.ipynb", json={
            "type": "notebook", "content": {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}})
        return status, said

    async def saved(self, name):
        return json.loads((await self.ask("GET", f"{self.base}/api/contents/work/{name}.ipynb"))[1])["content"]["cells"][0]["source"]

    async def request(self, kind, content, limit=600):
        """Sends one message to the kernel; yields its answers, until it is idle."""
        async with self.session.ws_connect(f"{self.base}/api/kernels/{self.kernel}/channels", headers=self.own, max_msg_size=0) as ws:
            sent = uuid.uuid4().hex
            await ws.send_str(json.dumps({
                "header": {"msg_id": sent, "username": self.name, "session": "check", "msg_type": f"{kind}_request",
                           "version": "5.3", "date": ""},
                "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [], "content": content}))
            waits = {"reply", "idle"}
            while waits:
                message = await ws.receive(timeout=limit)
                if message.type != aiohttp.WSMsgType.TEXT:
                    raise Fault(f"{self.name}: the connection to the kernel ended")
                answer = json.loads(message.data)
                if answer["parent_header"].get("msg_id") != sent:
                    continue
                if answer["msg_type"] == f"{kind}_reply":
                    waits.discard("reply")
                elif answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
                    waits.discard("idle")
                yield answer["msg_type"], answer["content"]

    async def execute(self, cell, limit=600):
        """What a cell said, and its error or None."""
        said, error = [], None
        async for kind, content in self.request("execute", {
                "code": cell, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
                "stop_on_error": False}, limit):
            if kind == "stream":
                said.append(content["text"])
            elif kind == "execute_reply" and content.get("status") != "ok":
                error = content
        return "".join(said), error

    async def complete(self, code):
        """Seconds until the kernel completes a name, and how many it offers."""
        begin, found = time.monotonic(), []
        async for kind, content in self.request("complete", {"code": code, "cursor_pos": len(code)}):
            if kind == "complete_reply":
                found = content["matches"]
        return time.monotonic() - begin, len(found)


async def lessons(students, notebooks, memory):
    """All start at once and run the notebooks."""
    async def one(student):
        begin = time.monotonic()
        await student.start()
        started, first, failed = time.monotonic() - begin, None, []
        for notebook in notebooks:
            for i, cell in enumerate(await student.open(notebook)):
                said, error = await student.execute(cell)
                first = first or time.monotonic() - begin
                if error:
                    failed.append(f"{student.name} {notebook} cell {i}: {said[-300:]} {error.get('evalue')}")
        return started, first, time.monotonic() - begin, failed

    memory.clear()
    found = await asyncio.gather(*map(one, students))
    failed = [line for f in found for line in f[3]]
    expect(f"{len(students)} at once, {' '.join(notebooks)}: failed cells", not failed, failed[0] if failed else 0)
    started, first, whole = (max(f[i] for f in found) for i in range(3))
    most = MOST_ALONE if len(students) == 1 else MOST_EIGHT
    measured(f"from start until the server answers, slowest: {started:.1f} s; to the first cell: {first:.1f} s (wanted: {most} on two "
             f"quiet cores; load {os.getloadavg()[0]:.0f}); all cells: {whole:.0f} s")
    measured(f"most memory, largest student: {max(memory.peak.values()):.0f} MB (wanted: 900 in all of 04); "
             f"all together: {memory.all:.0f} MB; processor seconds a student: {sum(memory.spent.values()) / len(students):.0f}")


async def reading(student, memory):
    """What one student takes: an idle server, a kernel, completion."""
    await student.start()
    await asyncio.sleep(5)
    measured(f"an idle server: {pss(processes()[student.name]):.0f} MB (wanted: 160)")
    await student.open("00_start")
    await student.execute('import "fmt"\n%%\nfmt.Println(1)')
    measured(f"… with a kernel: {pss(processes()[student.name]):.0f} MB")
    memory.clear()
    begin = time.monotonic()
    for _ in range(5):  # who is told nothing presses Tab again
        _, offered = await student.complete("import (\"fmt\"; \"seminar.example/lib/plot\")\n%%\nplot.Cur")
        if offered:
            break
    took = time.monotonic() - begin
    again, _ = await student.complete("%%\nfmt.Prin")
    await asyncio.sleep(3)
    expect("completion offers names", offered > 0, offered)
    now = pss(processes()[student.name])
    measured(f"… with completion: {now:.0f} MB, most {max(now, memory.peak[student.name]):.0f} MB (wanted: 450); "
             f"first answer {took:.1f} s, next {again:.1f} s")
    await student.stop()


async def admission(hub, teacher, students):
    """Sign-up, the teacher's yes, sign-in."""
    await teacher.sign_up()
    expect("the teacher signs up and is in", await teacher.sign_in())
    for s in students:
        await s.sign_up()
    expect("who is not admitted stays outside", not await students[0].sign_in())
    for s in students:
        await teacher.ask("GET", f"{ADDRESS}/hub/authorize/{s.name}")
    inside = await asyncio.gather(*(s.sign_in() for s in students))
    expect("admitted students sign in at once", all(inside), sum(inside))
    status, text = await teacher.ask("GET", f"{ADDRESS}/hub/api/users")
    expect("the teacher sees them", all(s.name in text for s in students), status)
    status, _ = await students[0].ask("GET", f"{ADDRESS}/hub/api/users", students[0].own)
    expect("a student does not", status == 403, status)


async def closed(kind, hub, students):
    """Others' servers and files, and rights."""
    a, b = students[:2]
    status, _ = await a.ask("GET", f"{b.base}/api/contents")
    expect("another's server is closed", status == 403, status)
    if kind == "accounts":
        said, _ = await a.execute(PEEK.replace("PLACE", pwd.getpwnam(b.name).pw_dir))
        expect("another's home is closed", "permission denied" in said, said.strip())
    else:
        address = inspect(b)["NetworkSettings"]["Networks"][NETWORK]["IPAddress"]
        status, _ = await a.ask("GET", f"http://{address}:8888/user/{b.name}/api/contents")
        expect("… also by its container's address", status == 403, status)
        host = inspect(b)["HostConfig"]
        expect("the container is not privileged", not host["Privileged"] and not host.get("Binds", [""])[0].startswith("/"))
    said, _ = await a.execute(RIGHTS)
    expect("no root and no capability", "CapEff: 0000000000000000" in said and "Uid: 0" not in said, " ".join(said.split()))
    log = (hub.folder / "hub.log").read_text()
    expect("no token in the log", not any(s.own["Authorization"].split()[1] in log for s in students) and hub.token not in log)


async def hub_killed(hub, students):
    a = students[0]
    before = processes()
    hub.kill()
    hub.run()
    await hub.answers()
    for _ in range(200):
        if all([await s.ready() for s in students]):
            break
        await asyncio.sleep(0.3)
    said, _ = await a.execute('%%\nfmt.Println("goes on")')
    same = set(before[a.name]) & set(processes()[a.name])
    expect("the hub killed and started again: servers and kernels go on", "goes on" in said and same, said.strip())


async def misuse(kind, students):
    """What one student's cell does to the others."""
    a, b = students[:2]
    full = "memory is full" if kind == "docker" else "out of memory"  # Go says it of a program's own limit
    for what, cell, word in (("an endless allocation", ENDLESS, full), ("a full disk", FILL, "no space left"), ("a fork bomb", BOMB, "")):
        begin = time.monotonic()
        mine, others = await asyncio.gather(a.execute(cell, 180), asyncio.gather(*(b.execute('%%\nfmt.Println("well")') for _ in range(5))))
        lines = (mine[0].strip() or str(mine[1])).splitlines()
        line = next((one for one in lines if word and word in one), lines[0])
        expect(f"{what} ends the cell ({time.monotonic() - begin:.0f} s)", (mine[1] or "ended: " in mine[0]) and word in line, line[-200:])
        expect("… and another's cells run", all("well" in said and not error for said, error in others))
        if what == "a full disk":
            status, said = await a.save("own", "too much")
            measured(f"saving then answers {status}: {json.loads(said).get('message', '')[:160] if status >= 300 else 'saved'}")
            await a.ask("DELETE", f"{a.base}/api/contents/work/full")
        if what != "a fork bomb":  # of which something lives until the server is stopped
            said, error = await a.execute('%%\nfmt.Println("again")')
            expect("… and the student's next cell does", "again" in said, said.strip() or error)
    expect("a fork bomb's server is stopped", await a.stop() == 0)
    await a.start()
    await a.open("00_start")
    said, error = await a.execute('import "fmt"\n%%\nfmt.Println("again")')
    expect("… and started again", "again" in said, said.strip() or error)


async def shares(kind, students):
    """One takes all processors; what do the others have, who take what they can? A
    container has its part for certain, an account only where the system's sessions do."""
    some = students[:4]
    runs = [asyncio.ensure_future(s.execute(BUSY.replace("THREADS", "8" if s is some[0] else "1"))) for s in some]
    await asyncio.sleep(4)
    begin = {s.name: (found := processes()[s.name], seconds(found)) for s in some}
    await asyncio.sleep(6)
    spent = {name: seconds(pids) - before for name, (pids, before) in begin.items()}
    await asyncio.gather(*runs)
    least = min(spent[s.name] for s in some[1:]) / (sum(spent.values()) / len(some))
    what = f"one of {len(some)} has 8 times as many threads: the least of the others"
    if kind == "docker":
        expect(what, least >= FAIR, f"{least:.0%} of a fair share")
    else:
        measured(f"{what}: {least:.0%} of a fair share (wanted: 80 %)")


async def server_killed(kind, student):
    """A server is killed while it trains."""
    await student.save("own", "as last saved")
    run = asyncio.ensure_future(student.execute(TRAIN.replace("GOES_ON", "false")))
    for _ in range(400):
        status, _ = await student.ask("GET", f"{student.base}/api/contents/work/weights/check.partial.safetensors?content=0")
        if status == 200:
            break
        await asyncio.sleep(0.3)
    if kind == "docker":
        docker().containers.get(f"jupyter-{student.name}").kill()
    else:
        for pid in processes()[student.name]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(Fault, aiohttp.ClientError):
        await run
    await student.gone()
    await student.start()
    expect("a server killed: the notebook is as last saved", await student.saved("own") == "as last saved")
    await student.open("00_start")
    said, _ = await student.execute(TRAIN.replace("GOES_ON", "true"))
    epoch = re.search(r"epoch (\d+)", said)
    expect("… and the training goes on", epoch and int(epoch[1]) > 1, said.strip()[:200])


async def culled(hub, student):
    """A server that nobody uses ends by itself, and what was saved is there."""
    await student.save("own", "before the pause")
    hub.kill()
    hub.run(SEMINAR_IDLE="12")
    await hub.answers()
    expect("a server that nobody uses ends", await student.gone(400) == 0)
    hub.kill()
    hub.run()
    await hub.answers()
    await student.start(language="ko")
    expect("… with what was saved", await student.saved("own") == "before the pause")
    cells = await student.open("ko/00_start")
    failed = [error for cell in cells if (error := (await student.execute(cell))[1])]
    expect("who chooses Korean has the lessons in Korean, and they run", cells and not failed, failed[0] if failed else len(cells))


def docker():
    import docker as sdk

    return sdk.from_env()


def inspect(student):
    return docker().containers.get(f"jupyter-{student.name}").attrs


async def check(kind, hub, count, notebooks):
    await hub.answers()
    teacher = Student(hub, TEACHER)
    students = [Student(hub, f"{NAME}{i}") for i in range(1, count + 1)]
    memory = Sampler()
    try:
        await admission(hub, teacher, students)
        await reading(students[0], memory)
        await lessons(students[:1], notebooks[:1], memory)
        await students[0].stop()
        await lessons(students, notebooks, memory)
        await closed(kind, hub, students)
        await hub_killed(hub, students)
        await shares(kind, students)
        await misuse(kind, students)
        await server_killed(kind, students[0])
        left = await asyncio.gather(*(s.stop() for s in students[1:]))
        expect("stopped servers leave no process", sum(left) == 0, sum(left))
        await culled(hub, students[0])
        expect("the last is stopped", await students[0].stop() == 0)
    finally:
        for s in [teacher, *students]:
            await s.session.close()


def small(folder, uid):
    """Mounts a disk of HOME_MB for a user."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={HOME_MB}m,mode=0700,uid={uid},gid={uid}", "small", folder], check=True)


@contextlib.contextmanager
def place(kind, names, folder):
    """Accounts, or a network and volumes, the first with a small disk; what the hub must
    know of them."""
    with contextlib.ExitStack() as stack:
        if kind == "accounts":
            for name in names:
                subprocess.run(["useradd", "--base-dir", folder, "--create-home", "-K", "HOME_MODE=0700", name], check=True)
                stack.callback(subprocess.run, ["userdel", name])
                stack.callback(subprocess.run, ["pkill", "-KILL", "-U", name])
            home = pwd.getpwnam(names[0])
            small(home.pw_dir, home.pw_uid)
            stack.callback(subprocess.run, ["umount", "--lazy", home.pw_dir])
            yield {}
        else:
            client = docker()
            network = client.networks.create(NETWORK)
            stack.callback(network.remove)
            (disk := Path(folder, "disk")).mkdir()
            small(disk, 1000)
            stack.callback(subprocess.run, ["umount", "--lazy", disk])
            bind = {"type": "none", "device": str(disk), "o": "bind"}
            for name in names:
                volume = client.volumes.create(f"seminar-{name}", driver="local", driver_opts=bind if name == names[0] else {})
                stack.callback(volume.remove)
                stack.callback(discard, client, f"jupyter-{name}")
            image = os.environ.get("SEMINAR_IMAGE", "seminar:cpu")  # Podman has the network's gateway once a container is in it
            client.containers.run(image, ["sleep", "86400"], name=NETWORK, network=NETWORK, detach=True)
            stack.callback(discard, client, NETWORK)
            yield {"SEMINAR_NETWORK": NETWORK, "SEMINAR_HUB_NAME": client.networks.get(network.id).attrs["IPAM"]["Config"][0]["Gateway"]}


def discard(client, name):
    with contextlib.suppress(Exception):
        client.containers.get(name).remove(force=True)


def main():
    kind, count, *notebooks = [*sys.argv[1:], *["accounts", "2"][len(sys.argv) - 1:]]
    if os.geteuid() != 0 or not shutil.which("configurable-http-proxy"):
        sys.exit("classroom-check: needs root, and configurable-http-proxy on PATH (npm install --global configurable-http-proxy)")
    if kind == "accounts" and not (REPO / ".shared").is_dir():
        sys.exit("classroom-check: accounts share one installation: `make share` makes this clone one")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all is taken away
    names = [f"{NAME}{i}" for i in range(1, int(count) + 1)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o711)
        with place(kind, names, folder) as env:
            (own := Path(folder, "hub")).mkdir(mode=0o700)
            hub = Hub(kind, own, **env)
            try:
                asyncio.run(check(kind, hub, int(count), notebooks or ["00_start"]))
                print("✓ all holds", flush=True)
            except Exception as e:
                print(f"✗ {type(e).__name__}: {e}\n{(own / 'hub.log').read_text()[-3000:]}", flush=True)
                sys.exit(1)
            finally:
                hub.end()


if __name__ == "__main__":
    main()
