"""What holds for every test."""

from hypothesis import Phase, settings

# How long an example takes says something of the machine's load, and nothing of the house; and what decides on a change
# draws the same examples each time. `--hypothesis-profile search` looks for new ones.
settings.register_profile("atlas", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None, max_examples=3000)
# One failure is enough where nobody reads it.
settings.register_profile("mutation", parent=settings.get_profile("atlas"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("atlas")
