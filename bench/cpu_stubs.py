#!/usr/bin/env python3
"""Lets PyPI's torch wheel (Linux x86-64, linked to CUDA) import without gigabytes of nvidia wheels, for CPU work only.

After `pip install --no-deps torch` libtorch still names 13 CUDA libraries, so `import torch` fails. This script reads
which libraries and functions are missing and compiles empty stand-ins with gcc (every function answers "no device")
into FOLDER/nvidia/cu13/lib, where libtorch's RPATH looks. CPU work never calls them; torch.cuda.is_available()
is False. Needs gcc, nm and objdump. The set-up runs it once, after the wheels:

    cpu_stubs.py FOLDER     the folder that holds the wheels
"""
import collections
import pathlib
import re
import subprocess
import sys

site = pathlib.Path(sys.argv[1])
folder = site / "nvidia" / "cu13" / "lib"
if (site / "nvidia").exists() and not (folder / "STUBS").exists():
    sys.exit(f"{site / 'nvidia'} holds the real libraries: nothing to do")
libs = sorted((site / "torch" / "lib").glob("lib*.so*"))
IS_CUDA_LIB = re.compile(r"lib(cu(?!da\.)|nccl|nvrtc|nvshmem|nvJitLink)").match
IS_CUDA_NAME = re.compile(r"(__cuda|cu[A-Z]|cu(da|blas|dnn|fft|sparse|solver|rand|pti|file)[A-Z_]|nccl|nvrtc|nvJitLink|nvshmem)").match

needed, undefined, defined = set(), {}, set()
for lib in libs:
    out = subprocess.run(["objdump", "-p", lib], capture_output=True, text=True, check=True).stdout
    needed |= {n for n in re.findall(r"NEEDED\s+(\S+)", out) if IS_CUDA_LIB(n) and not (lib.parent / n).exists()}
    out = subprocess.run(["nm", "-D", lib], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        kind, symbol = line.split()[-2:]
        name, _, version = symbol.partition("@")
        if kind not in "Uvw":
            defined.add(name)
        elif IS_CUDA_NAME(name):
            undefined[name] = version.lstrip("@") or undefined.get(name, "")

# The loader checks that a versioned name comes from the library it was linked to: NVIDIA uses the library's own name as version.
bare = next(n for n in sorted(needed) if n.startswith("libnccl"))  # a library without versions takes the names without one
functions = collections.defaultdict(list)
for name, version in sorted(undefined.items()):
    if name not in defined:
        home = version if version in needed else next(n for n in needed if "nvshmem" in n) if version == "NVSHMEM" else bare
        functions[home].append((name, version))

folder.mkdir(parents=True, exist_ok=True)
(folder / "STUBS").write_text("stand-ins made by cpu_stubs.py\n")
for lib in sorted(needed):
    body = ["static void *handle[64];"]
    for name, _ in functions[lib]:
        if name.startswith("__cudaRegisterFatBinary"):
            body.append(f"void *{name}(void) {{ return handle; }}")
        elif re.search("String|Name", name):
            body.append(f'const char *{name}(void) {{ return "stub"; }}')
        else:
            body.append(f"int {name}(void) {{ return 100; }}")  # 100: cudaErrorNoDevice
    command = ["gcc", "-shared", "-fPIC", "-w", f"-Wl,-soname,{lib}", "-o", folder / lib, "-x", "c", "-"]
    versions = {v for _, v in functions[lib] if v}
    if lib != bare:
        (folder / "map").write_text("".join(f"{v} {{ global: *; }};\n" for v in versions or {lib}))
        command.insert(1, f"-Wl,--version-script={folder / 'map'}")
    subprocess.run(command, input="\n".join(body), text=True, check=True)
(folder / "map").unlink()
print(f"{sum(map(len, functions.values()))} functions in {len(needed)} stand-ins in {folder}")
