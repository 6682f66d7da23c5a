"""The config file as it is first written: every key, its default, and a line about it."""

import json
from collections.abc import Iterator
from dataclasses import fields

from atlas.config.settings import SECTIONS

HEAD = """\
# Atlas keeps the web pages you care about. Every key has its default here; an empty file is valid.
# Durations: 500ms 30s 5m 6h 3d 2w. Sizes: 20MB 1GiB. The environment wins: ATLAS_FETCH__HOST_GAP=0s
"""
FOOT = """
# What is different for one host:
# [hosts."my.own.example"]
# host_gap = "0s"
"""


def template() -> str:
    """Returns the text of config.toml."""
    return HEAD + "".join(_lines()) + FOOT


def _lines() -> Iterator[str]:
    for name, kind in SECTIONS.items():
        yield f"\n[{name}]  # {kind.__doc__}\n"
        for one in fields(kind):
            yield f"# {one.metadata['told']}\n{one.name} = {json.dumps(one.metadata['default'])}\n"
