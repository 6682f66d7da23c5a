"""The HTTP door: the web framework's embassy. A process of its own that capture does not know of."""

from atlas.doors.web.building import app_of, description
from atlas.doors.web.gate import Gate, names_at
from atlas.doors.web.parts import Parts
from atlas.doors.web.serving import bound, serve

__all__ = ["Gate", "Parts", "app_of", "bound", "description", "names_at", "serve"]
