"""The HTTP door: the web framework's embassy. A process of its own that capture does not know of."""

from atlas.doors.web.building import app_of, description, show_of
from atlas.doors.web.gate import Gate, names_at
from atlas.doors.web.parts import Parts
from atlas.doors.web.passes import Passes, Viewing
from atlas.doors.web.serving import bound, serve
from atlas.doors.web.showing import doors_of

__all__ = [
    "Gate",
    "Parts",
    "Passes",
    "Viewing",
    "app_of",
    "bound",
    "description",
    "doors_of",
    "names_at",
    "serve",
    "show_of",
]
