"""What jobs write down for those that look later: small JSON files in `.atlas/`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atlas import files

FORMAT = 1
UPKEEP = "upkeep.json"
"""What became of the rounds."""


def write(path: Path, fields: Mapping[str, Any]) -> None:
    """Writes a note durably in place of the one before."""
    changed = files.make_folder(path.parent)
    draft = files.draft(path.parent, json.dumps({"format": FORMAT, **fields}, indent=1).encode() + b"\n")
    files.sync([draft])
    files.publish(draft, path, replace=True)
    files.sync(folders=[*changed, path.parent])


def read(path: Path) -> dict[str, Any]:
    """Returns the fields of a note; none where there is none that reads."""
    try:
        fields = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
