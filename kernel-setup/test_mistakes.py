"""The beginner's mistakes of notebook 00's appendix, made in the kernel: the table
there is the list of what is tried here, and of what the kernel must say."""

import os
import re
import unittest

from jupyter_client.manager import start_new_kernel

import notebooks

SOURCE = notebooks.SOURCES / "00_start.md"
IMPORTS = """import (
    "github.com/janpfeifer/must"

    "seminar.example/datasets"
    "seminar.example/lib/ae"
    "seminar.example/lib/backend"
)"""


def rows():
    """The rows of the table: the mistake, the cells in which it is made, the message."""
    table = SOURCE.read_text(encoding="utf-8").partition("| mistake |")[2].partition("\n\n")[0]
    for line in table.splitlines()[2:]:
        mistake, cells, message, _ = (c.strip() for c in re.split(r"(?<!\\)\|", line.strip("|")))
        yield mistake, [c.replace(" ⏎ ", "\n") for c in re.findall(r"`([^`]+)`", cells)], message.strip("`")


class Mistakes(unittest.TestCase):
    def test_each_gets_the_message_of_the_table(self):
        found = list(rows())
        self.assertGreaterEqual(len(found), 10)
        manager, client = start_new_kernel(kernel_name=notebooks.KERNEL, env={**os.environ, "SEMINAR_HEADLESS": "1"})
        try:
            self.assertEqual(self.run_cell(client, IMPORTS)[0], "ok")
            for mistake, cells, message in found:
                with self.subTest(mistake):
                    for before in cells[:-1]:
                        self.assertEqual(self.run_cell(client, before), ("ok", ""))
                    status, said = self.run_cell(client, cells[-1])
                    self.assertEqual(status, "error")
                    self.assertIn(message, said)
                    self.assertTrue(manager.is_alive())
        finally:
            client.stop_channels()
            manager.shutdown_kernel()

    def run_cell(self, client, text):
        """Whether the cell ended well, and what it said of an error."""
        said = []

        def hook(message):
            content = message["content"]
            if content.get("name") == "stderr":
                said.append(content["text"])
            said.extend(content.get("traceback", []))

        status = client.execute_interactive(text, output_hook=hook, timeout=60)["content"]["status"]
        return status, re.sub(r"\x1b\[\d+m", "", "".join(said)).strip()


if __name__ == "__main__":
    unittest.main()
