"""What an answer is, whatever its status says."""

from enum import Enum


class Verdict(Enum):
    """The judge's words for an answer."""

    PAGE = "page"
    OTHER_TYPE = "other-type"
    HOLLOW = "hollow"
    NOTHING = "nothing"
