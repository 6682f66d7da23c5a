"""What the machine has left: the embassy of psutil."""

from atlas.vitals.machine import read
from atlas.vitals.room import free_bytes
from atlas.vitals.route import has_route

__all__ = ["free_bytes", "has_route", "read"]
