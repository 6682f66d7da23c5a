"""A child: washes what one snapshot has kept, writes it down the pipe, and is gone."""

import mimetypes
import sys
from pathlib import Path

from atlas.errors import Damaged
from atlas.extract.decoding import text_of
from atlas.jobs.reading import cage, limits, sight
from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.unpacking import kept_in
from atlas.jobs.washing.head import HTML, TEXT, Head
from atlas.jobs.washing.rules import PICTURES, framed, washed
from atlas.model.article import Source
from atlas.model.saved import html, is_document

MEMORY = 512_000_000
LARGEST = 10_000_000
"""Bytes of what is shown; what is larger is a file to be saved."""
BEGINNING = 4096
PAGES = frozenset({HTML, "application/xhtml+xml"})
PROSE = frozenset({"application/json", "application/xml", "application/javascript", "application/x-javascript"})


def washing(source: Source) -> tuple[Head, bytes]:
    """Returns what is shown of what was kept, and as what; what cannot be shown is a file to be saved."""
    kind, small = source.media_type, len(source.body) <= LARGEST
    if small and (kind in PAGES or (not kind and is_document(text_of(source)[:BEGINNING]))):
        text = text_of(source)
        return Head(HTML), washed(text, html(text).title).encode(errors="replace")
    if small and kind in PICTURES:
        return Head(HTML), framed(source.body, kind).encode()
    if small and (kind.startswith("text/") or kind in PROSE or kind.endswith(("+json", "+xml"))):
        return Head(TEXT), text_of(source).encode(errors="replace")
    return Head(extension=mimetypes.guess_extension(kind) or ".bin"), source.body


def main() -> None:
    """Washes what a snapshot has kept; the archive, the seconds it may take and the place are the arguments."""
    root, place = Path(sys.argv[1]), sys.argv[3]
    mimetypes.init()
    limits.apply(Limits(float(sys.argv[2]), MEMORY))
    sight.narrow([root, *sight.needed()])
    cage.shut()
    try:
        head, body = washing(kept_in(root, place)[0])
    except Damaged as error:
        head, body = Head(wrong=str(error)), b""
    with sys.stdout.buffer as out:
        out.write(head.dumps())
        out.write(body)


if __name__ == "__main__":
    main()
