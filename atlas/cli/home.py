"""The folders of a home, for verbs that need no more."""

import os
from pathlib import Path

from atlas import config
from atlas.errors import Misconfigured
from atlas.spool.folders import Folders


def settings_of(home: Path) -> config.Settings:
    """Returns the settings of a home; raises Misconfigured where there is none."""
    if not home.is_dir():
        raise Misconfigured(f"There is no home at {home}: make one with `atlas --home {home} init`.")
    return config.load(home, os.environ)[0]


def folders_of(home: Path) -> Folders:
    """Returns the folders of a home."""
    settings = settings_of(home)
    paths = settings.paths
    return Folders(settings.home, paths.inbox, paths.raw, paths.processed, paths.failed, paths.state, settings.shared)
