"""config.toml and ATLAS_* become plain values; nothing below app and cli reads them."""

from atlas.config.load import FILE, Origin, load, told
from atlas.config.settings import KNOWN_LAYERS, Settings
from atlas.config.template import template

__all__ = ["FILE", "KNOWN_LAYERS", "Origin", "Settings", "load", "template", "told"]
