"""The kernel over an evening: its memory, and an interrupt in every cell that takes
long enough to be waited for. Minutes."""

import os
import shutil
import sys
import tempfile
import time
import unittest
from pathlib import Path

import jupytext
from jupyter_client.manager import start_new_kernel

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from environ import REPO

PATIENCE = 2  # seconds after which a cell is interrupted, building it included
ENDED = 8     # seconds within which it has ended: the kernel kills it after five
CELLS, GROWTH = 200, 4  # MB
CELL = """import "seminar.example/lib/metric"

// number%d is another one in every cell.
func number%d() float64 { return metric.UnitMSE(%d) }

%%%%
fmt.Println("value", number%d())
"""


def resident(pid):
    """The memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class Kernel(unittest.TestCase):
    def start(self, folder):
        manager, client = start_new_kernel(kernel_name="seminar-go", cwd=str(folder),
                                           env={**os.environ, "SEMINAR_HEADLESS": "1"})
        self.addCleanup(manager.shutdown_kernel, now=True)
        self.addCleanup(client.stop_channels)
        return manager, client

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    @unittest.skipUnless(Path("/proc/self/status").exists(), "memory is read from /proc")
    def test_memory_does_not_grow(self):
        manager, client = self.start(self.folder())
        at = {}
        for n in range(1, CELLS + 1):
            i = n % 20  # the declarations of 20 cells, each run again and again
            said = []
            reply = client.execute_interactive(CELL % (i, i, i, i), timeout=60,
                                               output_hook=lambda m, said=said: said.append(m["content"].get("text", "")))
            self.assertEqual(reply["content"]["status"], "ok")
            self.assertIn("value", "".join(said))
            at[n] = resident(manager.provisioner.pid)
        print(f"memory after 20, 100, 200 cells: {at[20]:.1f}, {at[100]:.1f}, {at[CELLS]:.1f} MB", flush=True)
        half = sum(at[n] for n in range(81, 101)) / 20, sum(at[n] for n in range(181, 201)) / 20
        self.assertLess(half[1] - half[0], GROWTH)

    def test_every_long_cell_can_be_interrupted(self):
        folder = self.folder()
        shutil.copytree(REPO / "notebooks" / "weights", folder / "weights")
        tried = 0
        for source in sorted((REPO / "notebooks" / "src").glob("*.md")):
            manager, client = self.start(folder)
            nb, slowest, within = jupytext.read(source), 0, 0
            for place, cell in ((n, c) for n, c in enumerate(nb.cells, 1) if c.cell_type == "code"):
                took = self.interrupted(manager, client, cell.source)
                if took is None:
                    continue
                with self.subTest(f"{source.name}, cell {place}"):
                    within, slowest = within + 1, max(slowest, took)
                    self.assertLess(took, ENDED)
                    self.assertTrue(manager.is_alive())
                    self.assertEqual(client.execute_interactive("%%\n", timeout=60)["content"]["status"], "ok")
            tried += within
            print(f"{source.stem:28} {within:2} cells interrupted, the slowest ended after {slowest:.1f} s", flush=True)
        self.assertGreater(tried, 20)

    def interrupted(self, manager, client, text):
        """Runs a cell, interrupts it; the seconds after which it ended, None where it was done before."""
        sent, begin = client.execute(text), time.monotonic()
        first, next_one = None, begin + PATIENCE
        while True:
            try:
                reply = client.get_shell_msg(timeout=0.05)
                if reply["parent_header"].get("msg_id") == sent:
                    return None if first is None else time.monotonic() - first
            except Exception as e:  # queue.Empty, of a module that jupyter_client hides
                if type(e).__name__ != "Empty":
                    raise
            now = time.monotonic()
            if now >= next_one:  # again, as one that comes while Go builds is lost
                first, next_one = first or now, now + 1
                manager.interrupt_kernel()
            if first and now - first > 60:
                return now - first


if __name__ == "__main__":
    unittest.main()
