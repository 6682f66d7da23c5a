"""Records as verbs name and print them: as the HTTP door does."""

from atlas.jobs.records import fields_of, found

__all__ = ["fields_of", "found"]
