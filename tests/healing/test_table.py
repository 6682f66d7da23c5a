"""The table of what heals itself names tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_fault_of_the_table_is_broken_by_tests_that_there_are():
    document = (ROOT / "docs/INTERNALS.md").read_text(encoding="utf-8")
    table = document.partition("What heals itself")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    written = "\n".join(one.read_text(encoding="utf-8") for one in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= there, set(named) - there
