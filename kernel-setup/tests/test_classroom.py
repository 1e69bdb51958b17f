"""The hub's configuration: what a student's server is, and in which language it opens."""

import ipaddress
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import environ
from environ import REPO

CONFIG = REPO / "classroom" / "jupyterhub_config.py"
LTI = {f"LTI_{name}": "x" for name in ("ISSUER", "CLIENT_ID", "AUTHORIZE_URL", "JWKS_URL")}


class Settings:
    """Stands for traitlets' configuration: a section is there when it is asked for."""

    def __getattr__(self, name):
        self.__dict__[name] = Settings()
        return self.__dict__[name]


def load(**env):
    """The configuration as the hub reads it, and the names it defines; the sign-in
    is the one that needs no package."""
    c = Settings()
    names = {"get_config": lambda: c, "__file__": str(CONFIG)}
    with mock.patch.dict(os.environ, {"SEMINAR_SIGN_IN": "lti", **LTI, **env}):
        exec(compile(CONFIG.read_text(encoding="utf-8"), str(CONFIG), "exec"), names)
    return c, names


@unittest.skipIf(os.name == "nt", "a hub needs Unix")
class Classroom(unittest.TestCase):
    def test_containers_have_limits_and_no_rights(self):
        c, _ = load(SEMINAR_MEMORY="3G", SEMINAR_PROCESSES="99", SEMINAR_DISK="5G")
        host = c.DockerSpawner.extra_host_config
        self.assertEqual((c.Spawner.mem_limit, host["memswap_limit"], host["pids_limit"]), ("3G", "3g", 99))
        self.assertEqual((host["cap_drop"], host["security_opt"]), (["ALL"], ["no-new-privileges"]))
        self.assertEqual(host["storage_opt"], {"size": "5G"})
        self.assertNotIn("storage_opt", load()[0].DockerSpawner.extra_host_config)

    def test_accounts_have_limits(self):
        c, _ = load(SEMINAR_SPAWNER="accounts", SEMINAR_MEMORY="512M")
        self.assertEqual(c.Spawner.cmd[:3], ["prlimit", "--nproc=1024", f"--data={512 << 20}"])

    def test_language(self):
        c, names = load()
        for chosen, at_last, want in (("ko", "", "ko"), ("", "ko", "ko"), ("en", "ko", "en"), ("", "", "en")):
            spawner = SimpleNamespace(environment={"A": "1"}, user_options={})
            with mock.patch.dict(os.environ, {"SEMINAR_LANGUAGE": at_last} if at_last else {}):
                options = c.Spawner.options_from_form({"language": [chosen]} if chosen else {})
                c.Spawner.apply_user_options(spawner, options)
            self.assertEqual(spawner.environment, {"A": "1", "SEMINAR_LANGUAGE": want})
        with self.assertRaises(ValueError):
            c.Spawner.apply_user_options(spawner, {"language": "fr"})
        spawner.user_options = {"language": "ko"}
        self.assertIn('value="ko" selected', names["form"](spawner))

    def test_the_class_starts_at_once_and_survives_the_hub(self):
        c, _ = load()
        self.assertGreaterEqual(c.JupyterHub.concurrent_spawn_limit, 300)
        self.assertFalse(c.JupyterHub.cleanup_servers)

    def test_a_restarted_hub_has_the_same_address(self):
        """A server keeps the one that it was told once: with another it loses the hub."""
        text = (REPO / "classroom" / "compose.yaml").read_text(encoding="utf-8").replace("${SEMINAR_NET:-10.131}", "10.131")
        address, = re.findall(r'ipv4_address: "(.*?)"', text)
        subnet, = re.findall(r'subnet: "(.*?)"', text)
        self.assertIn(ipaddress.ip_address(address), ipaddress.ip_network(subnet))

    def test_unknown_words_end_it(self):
        for name in ("SEMINAR_SIGN_IN", "SEMINAR_SPAWNER"):
            with self.assertRaises(ValueError) as said:
                load(**{name: "x"})
            self.assertIn(f"{name}=x", str(said.exception))

    def test_a_students_language_server_has_a_limit_of_its_own(self):
        """The hub's GOMEMLIMIT is of cells: 587 MB with completion where it held for the server, too."""
        with mock.patch.dict(os.environ, {"JUPYTERHUB_USER": "lee", "SEMINAR_HEADLESS": ""}):
            path = environ.kernel()["PATH"].split(os.pathsep)
        own = REPO / "kernel-setup" / "hub"
        self.assertLess(path.index(str(own)), path.index(str(environ.BIN / "lab")))
        self.assertNotIn(str(own), environ.kernel()["PATH"])
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            for name in ("kernel-setup/hub", ".bin/lab"):
                (place / name).mkdir(parents=True)
            shutil.copy(own / "gopls", place / "kernel-setup" / "hub")
            (server := place / ".bin" / "lab" / "gopls").write_text('#!/bin/sh\necho "$GOMEMLIMIT" "$@"\n')
            server.chmod(0o700)
            done = subprocess.run([place / "kernel-setup" / "hub" / "gopls", "-a", "b"], env={**os.environ, "GOMEMLIMIT": "500MiB"},
                                  capture_output=True, text=True)
        self.assertEqual(done.stdout, "200MiB -a b\n")

    def test_make_says_which_language(self):
        done = subprocess.run(["make", "-n", "copies"], cwd=REPO, capture_output=True, encoding="utf-8")
        self.assertIn("kernel-setup/language.py", done.stdout)


if __name__ == "__main__":
    unittest.main()
