"""The one place where parts are built and joined."""

from atlas.app.app import App
from atlas.app.working import SOFTWARE

__all__ = ["SOFTWARE", "App"]
