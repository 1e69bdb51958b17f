"""make gpu-check, as far as it goes without a GPU: with stand-ins."""

import contextlib
import io
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import gpu_check
from gpu_check import choice


def result(backend, losses, speed=100.0):
    return {"network": "AE-3", "backend": f"backend: {backend}", "epochs": 100, "first_step": 0.1, "first_epoch": 2.0,
            "steps_per_second": speed, "memory_mb": 500, "gpu_mb": 0, "test_mse": 0.12, "first_losses": losses}


class GPUCheck(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for patch in (mock.patch.object(choice, "ROOT", self.root), mock.patch.object(gpu_check.sys, "argv", ["x"]),
                      mock.patch.dict(os.environ, {"PATH": f"{self.root}{os.pathsep}{os.environ['PATH']}"})):
            patch.start()
            self.addCleanup(patch.stop)

    def program(self, name, *lines):
        path = self.root / name
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        path.chmod(0o755)
        return path

    def test_no_gpu_is_a_line(self):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            gpu_check.main()  # status 0
        self.assertEqual(said.getvalue(), "gpu-check: there is no NVIDIA GPU on this machine: nothing to check\n")

    @unittest.skipUnless(os.name == "posix" and choice.sys.platform == "linux", "GPUs are looked for on Linux")
    def test_a_gpu_that_cannot_be_used_is_an_error(self):
        (self.root / "dev").mkdir()
        (self.root / "dev" / "nvidia0").touch()
        self.program("nvidia-smi", "echo 'NVIDIA T4, 535.1, 7.5, 15000, 15360'")
        with self.assertRaises(SystemExit) as end, mock.patch.object(gpu_check, "set_up", return_value=None):
            gpu_check.main()
        self.assertIn("gpu-check: NVIDIA T4, driver 535.1: the NVIDIA driver 535.1 is too old for CUDA 13: install 580", end.exception.code)

    def test_the_table_compares_with_pure_go(self):
        rows, wrong = gpu_check.table({"go": [result("pure Go", [1.0, 0.5])],
                                       "cuda": [result("XLA on CUDA", [1.0, 0.5 + 4e-5], 300.0)]})
        self.assertEqual((len(rows), wrong), (4, []))
        self.assertIn("| 3.00 |", rows[3])
        self.assertIn("| 8e-05 |", rows[3])

    def test_losses_that_part_are_wrong(self):
        for losses in ([1.0, 0.5001], [1.0, float("nan")]):
            _, wrong = gpu_check.table({"go": [result("pure Go", [1.0, 0.5])], "cuda": [result("CUDA", losses)]})
            self.assertEqual(len(wrong), 1)
            self.assertIn("cuda, AE-3: losses ", wrong[0])

    def test_without_pure_go_nothing_is_compared(self):
        _, wrong = gpu_check.table({"go": [], "cuda": [result("CUDA", [1.0])]})
        self.assertEqual(wrong, ["cuda, AE-3: pure Go has no losses to compare with"])

    @unittest.skipUnless(os.name == "posix", "the stand-ins are shell scripts")
    def test_measures_by_a_program(self):
        self.program("nvidia-smi", "echo 700")
        good = self.program("good", 'echo \'{"network": "AE-3"}\'')
        bad = self.program("bad", "echo gpu: no such backend >&2", "exit 1")
        for program, want in [(good, ([{"network": "AE-3", "gpu_mb": 0}], "")), (bad, ([], "gpu: no such backend"))]:
            with mock.patch.object(gpu_check, "PROGRAM", program), contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(gpu_check.measure("cuda", 1), want)


if __name__ == "__main__":
    unittest.main()
