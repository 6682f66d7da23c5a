"""Pictures: dimensions, and what their camera and their maker tell. Where one was taken is not told."""

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from atlas.extract.broken import Broken
from atlas.extract.facts import described, told
from atlas.extract.facts import titled as named
from atlas.extract.libraries import library
from atlas.extract.marking import verbatim
from atlas.extract.stamps import stamp
from atlas.extract.tidying import one_line, several
from atlas.extract.xmp import xmp_in
from atlas.model.article import Article, Metadata, Source

FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/x-icon": "ICO",
    "image/avif": "AVIF",
    "image/jp2": "JPEG2000",
    "image/vnd.adobe.photoshop": "PSD",
}
DETAILS, PLACE = 0x8769, 0x8825
MAKE, MODEL, DESCRIPTION, ARTIST, COPYRIGHT, TAKEN, ZONE, LENS = 271, 272, 270, 315, 33432, 36867, 36881, 42036
# What Pillow lets through of what its parts raise.
HURT = (OSError, ValueError, TypeError, SyntaxError, EOFError, LookupError, OverflowError, AttributeError)
HURT_TOO = (ArithmeticError, RuntimeError, MemoryError)
CAMERA_NAMES = re.compile(
    r"(?:OLYMPUS DIGITAL CAMERA|SONY DSC|DCIM|Untitled|Screenshot|[A-Z]{3,4}_?\d+)\s*", re.IGNORECASE
)


def article_of(source: Source) -> Article:
    """Returns what a picture tells of itself."""
    kind = FORMATS.get(source.media_type)
    if not kind:
        raise Broken(f"Atlas reads no pictures of the type {source.media_type}.")
    pillow = library("PIL.Image")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pillow.open(io.BytesIO(source.body), formats=[kind]) as image:
                return _article(image, kind, source)
    except pillow.DecompressionBombError:
        raise Broken("The picture claims to be larger than any picture is.") from None
    except (*HURT, *HURT_TOO) as error:
        raise Broken(f"The picture is damaged: {one_line(str(error), 120) or type(error).__name__}.") from None


def _article(image: Any, kind: str, source: Source) -> Article:
    exif = image.getexif()
    details, has_place = exif.get_ifd(DETAILS), bool(exif.get_ifd(PLACE))
    facts = told(
        {
            "format": kind,
            "dimensions": f"{image.width} × {image.height}",
            "camera": _camera(exif),
            "lens": _text(details, LENS),
            "taken": _text(details, TAKEN),
            "moves": "yes" if getattr(image, "is_animated", False) else None,
        }
    )
    found = _metadata(exif, details, image.info, source.body)
    notes = ("It says where it was taken; Atlas leaves that in the file.",) if has_place else ()
    return Article(verbatim(found.description), named(found, source.url), "picture", notes=notes, facts=facts)


def _metadata(exif: Mapping[int, Any], details: Mapping[int, Any], texts: Mapping[Any, Any], body: bytes) -> Metadata:
    """Returns what is told of a picture: in EXIF first, then in XMP, then in its own texts."""
    description = _text(exif, DESCRIPTION, 1000)
    from_exif = Metadata(
        authors=several([_text(exif, ARTIST)]),
        published=stamp(_text(details, TAKEN) + _text(details, ZONE)),
        description="" if CAMERA_NAMES.fullmatch(description) else description,
        licence=_text(exif, COPYRIGHT),
    )
    own = Metadata(
        title=one_line(texts.get("Title")),
        authors=several([texts.get("Author")]),
        description=one_line(texts.get("Description"), 1000),
        licence=one_line(texts.get("Copyright")),
    )
    found = Metadata(genre="image")
    for layer in (described(from_exif, "exif"), described(xmp_in(body), "xmp"), described(own, "file")):
        found = _completed(found, layer)
    return found


def _completed(found: Metadata, more: Metadata) -> Metadata:
    lacking = {name: getattr(more, name) for name in more.sources if not getattr(found, name)}
    origins = {name: origin for name, origin in more.sources.items() if name in lacking}
    return replace(found, **lacking, sources={**found.sources, **origins})


def _text(tags: Mapping[int, Any], number: int, most: int = 300) -> str:
    value = tags.get(number)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return one_line(value.rstrip("\0 "), most) if isinstance(value, str) else ""


def _camera(exif: Mapping[int, Any]) -> str:
    make, model = _text(exif, MAKE), _text(exif, MODEL)
    return model if model.casefold().startswith(make.casefold()) else f"{make} {model}"
