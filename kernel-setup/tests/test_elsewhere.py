"""What Codespaces and Binder read: .devcontainer and binder. Only what can be told without either."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from environ import REPO

SAYS = '#!/bin/sh\necho "$PWD|$JUPYTERHUB_API_TOKEN|$*"\n'


class DevContainer(unittest.TestCase):
    def test_names_what_there_is(self):
        text = (REPO / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
        told = json.loads(re.sub(r"^\s*//.*", "", text, flags=re.M))
        recipe = (REPO / ".devcontainer" / told["build"]["dockerfile"]).read_text(encoding="utf-8")
        self.assertIn(f" {told['remoteUser']}\n", recipe)
        targets = set(re.findall(r"^([\w-]+):", (REPO / "Makefile").read_text(encoding="utf-8"), re.M))
        commands = [v for k, v in told.items() if k.endswith("Command")]
        self.assertEqual(len(commands), 2)
        for command in commands:
            make, *names = command.split()
            self.assertEqual(make, "make")
            self.assertLessEqual(set(names), targets)
        for opened in told["customizations"]["codespaces"]["openFiles"]:
            self.assertTrue((REPO / opened.replace("work/", "notebooks/")).exists(), opened)
        # A second extension with kernels would make VS Code ask for the kernel.
        self.assertEqual(told["customizations"]["vscode"]["extensions"], ["ms-toolsai.jupyter"])


class Binder(unittest.TestCase):
    def test_recipe(self):
        recipe = (REPO / "binder" / "Dockerfile").read_text(encoding="utf-8")
        self.assertEqual(len(re.findall(r"^FROM ", recipe, re.M)), 1)  # a builder that builds all stages builds no other
        self.assertLessEqual({"NB_USER", "NB_UID"}, set(re.findall(r"^ARG (\w+)", recipe, re.M)))
        for line in re.findall(r"^COPY (?:--\S+ )?(.*) \S+$", recipe, re.M):
            for path in line.split():
                self.assertTrue((REPO / path).exists(), path)
        self.assertEqual(re.findall(r"^USER (.*)", recipe, re.M), ["${NB_UID}"])

    @unittest.skipIf(os.name == "nt", "the image is Linux")
    def test_names_by_which_it_is_started(self):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder, "home")
            (home / "seminar").mkdir(parents=True)
            python = Path(folder, "python3")
            python.write_text(SAYS)
            python.chmod(0o755)
            env = {"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(home), "JUPYTERHUB_API_TOKEN": "secret"}
            want = f"{home}/seminar||kernel-setup/environ.py python kernel-setup/lab.py --port=8888\n"
            for name, words in [("jupyter-lab", []), ("jupyter-notebook", []), ("jupyter", ["notebook"]), ("jupyter", ["lab"])]:
                link = Path(folder, name)
                if not link.exists():
                    link.symlink_to(REPO / "binder" / "jupyter")
                said = subprocess.run([link, *words, "--port=8888"], env=env, capture_output=True, text=True, check=True).stdout
                self.assertEqual(said, want, name)


if __name__ == "__main__":
    unittest.main()
