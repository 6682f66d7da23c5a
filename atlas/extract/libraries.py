"""The libraries that only some files need: each is loaded when the first such file comes."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from atlas.extract.broken import Broken

EXTRA = "atlas-keeper[documents]"
LIBRARIES = {
    "pypdfium2": ("PDF", "pypdfium2"),
    "PIL": ("images", "pillow"),
    "striprtf": ("RTF", "striprtf"),
    "tinytag": ("audio and video", "tinytag"),
}
"""What each is for, and the package it comes in."""


def library(module: str) -> Any:
    """Returns a library, or a part of one; raises Broken where this machine lacks it."""
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise Broken(_lacking(module.partition(".")[0])) from None
    except (ImportError, OSError) as error:
        raise Broken(f"The library {module} does not load: {error}.") from None


def missing() -> dict[str, str]:
    """Returns what this machine cannot read, each with the reason; nothing is loaded for it."""
    return {kind: _lacking(name) for name, (kind, _) in LIBRARIES.items() if find_spec(name) is None}


def _lacking(name: str) -> str:
    _, package = LIBRARIES.get(name, ("", name))
    return f"It takes the package {package} (pip install '{EXTRA}')."
