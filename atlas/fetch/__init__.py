"""The embassy of the web: the one room that dials out, and the ladder it hands to the rest of the house."""

from atlas.fetch.building import ladder, reach, saving
from atlas.fetch.canary import Perch, ladder_to
from atlas.fetch.ladder import Ladder
from atlas.fetch.nowhere import Nowhere

__all__ = ["Ladder", "Nowhere", "Perch", "ladder", "ladder_to", "reach", "saving"]
