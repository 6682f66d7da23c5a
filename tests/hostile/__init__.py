"""A web with one trouble per path, on loopback; `python -m tests.hostile [PORT]` starts it by hand."""

from tests.hostile.answers import PLAIN, answer, redirect
from tests.hostile.bodies import BOMB_BYTES, PAGE
from tests.hostile.server import Hostile
from tests.hostile.troubles import TROUBLES

__all__ = ["BOMB_BYTES", "PAGE", "PLAIN", "TROUBLES", "Hostile", "answer", "redirect"]
