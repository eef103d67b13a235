"""Each row of scenarios.md has a test with its name."""

import pathlib
import re
import unittest

from support import HERE

TABLE = HERE.parents[1] / "scenarios.md"


def names(suite):
    for test in suite:
        yield from names(test) if isinstance(test, unittest.TestSuite) else [test.id().rsplit(".", 1)[-1]]


class Table(unittest.TestCase):
    def test_each_row_has_one_test(self):
        rows = re.findall(r"^\| ([a-z_]+) \|", TABLE.read_text(), re.MULTILINE)[1:]
        self.assertGreater(len(rows), 20)
        found = list(names(unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent))))
        self.assertEqual({row: found.count(f"test_{row}") for row in rows}, dict.fromkeys(rows, 1))

    def test_each_test_of_the_rows_is_in_the_table(self):
        import test_scenarios

        written = {name.removeprefix("test_") for name in dir(test_scenarios.Scenarios) if name.startswith("test_")}
        self.assertLessEqual(written, set(re.findall(r"^\| ([a-z_]+) \|", TABLE.read_text(), re.MULTILINE)))
