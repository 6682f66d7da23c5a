"""Settings for Litestream, which copies the catalog on, second by second, while Atlas works."""

import json
from pathlib import Path

TEXT = """\
# Copies Atlas's catalog on, second by second: litestream replicate -config THIS-FILE
# The archive, the drops and the tickets are not in it: `atlas backup` copies those, and the catalog besides.
# Run it as the user of Atlas, with umask 077 (systemd: UMask=0077). Nothing else may checkpoint the catalog; what
# Atlas does of that by itself Litestream catches. After `atlas rebuild`, or once Atlas has made a damaged catalog
# anew, restart it: the file is another one then, and until that is done the copy is not whole.
# Back: litestream restore -config THIS-FILE -o catalog.db {catalog}
dbs:
  - path: {catalog}
    replica:
      {kind}: {target}
"""


def settings_for(catalog: Path, target: str) -> str:
    """Returns Litestream's settings for copying a catalog to a folder, or to an address such as s3://bucket/atlas."""
    kind = "url" if "://" in target else "path"
    place = target if kind == "url" else str(Path(target).expanduser().absolute())
    # What JSON calls a text is one in YAML, too, whatever is in it.
    return TEXT.format(catalog=json.dumps(str(catalog.absolute())), kind=kind, target=json.dumps(place))
