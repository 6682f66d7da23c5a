"""Memory that the process has and does not use."""

import ctypes
from typing import Any

_libc = ctypes.CDLL(None)


def give_back(library: Any = _libc) -> None:
    """Gives the machine back what was freed; where the C library has no way to, it keeps it."""
    # glibc gives back only what is free at the end of its heap. In a burst something lasting lies there at any time,
    # and with each thousand drops half a megabyte more is free and held.
    trim = getattr(library, "malloc_trim", None)
    if trim:
        trim(ctypes.c_size_t(0))
