"""What holds for every test."""

from hypothesis import settings

# How long an example takes says something of the machine's load, and nothing of the house.
settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")
