"""Sound and film: format, duration, and what their tags tell. Nothing is played."""

import io
import warnings
from typing import Any

from atlas.extract import matroska
from atlas.extract.broken import Broken
from atlas.extract.facts import described, only, titled, told
from atlas.extract.libraries import library
from atlas.extract.marking import verbatim
from atlas.extract.stamps import stamp
from atlas.extract.tidying import one_line, several
from atlas.model.article import Article, Metadata, Source

MATROSKA = frozenset(("video/webm", "video/x-matroska"))
ENDINGS = {
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "audio/aiff": "aiff",
    "video/mp4": "mp4",
    "video/quicktime": "mp4",
    "video/3gpp": "mp4",
    "video/ogg": "ogg",
    "video/x-ms-asf": "wma",
}
# What tinytag lets through of what its parts raise.
HURT = (OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, RecursionError)


def article_of(source: Source) -> Article:
    """Returns what a recording tells of itself."""
    family = source.media_type.partition("/")[0]
    if source.media_type in MATROSKA:
        return _film(source)
    if source.media_type not in ENDINGS:
        return only(source, family, f"Atlas reads no more of the type {source.media_type} than this.")
    tags = _tags(source)
    found = Metadata(
        title=one_line(tags.title),
        authors=several([tags.artist or tags.albumartist]),
        published=stamp(tags.year),
        description=one_line(tags.comment, 1000),
        tags=several([tags.genre]),
        genre=family,
    )
    facts = told(
        {
            "duration": _clock(tags.duration),
            "album": tags.album,
            "year": tags.year,
            "bitrate": f"{tags.bitrate:.0f} kbit/s" if tags.bitrate else None,
            "sampling": f"{tags.samplerate} Hz" if tags.samplerate else None,
            "channels": tags.channels,
        }
    )
    text = verbatim(found.description)
    return Article(text, titled(described(found, "file"), source.url), "recording", facts=facts)


def _film(source: Source) -> Article:
    told_by_it = matroska.told_by(source.body)
    found = Metadata(title=one_line(matroska.text_in(told_by_it, matroska.TITLE)), genre="video")
    facts = told(
        {
            "duration": _clock(matroska.seconds_in(told_by_it)),
            "dimensions": matroska.dimensions_in(told_by_it),
            "codec": matroska.text_in(told_by_it, matroska.CODEC),
        }
    )
    return Article("", titled(described(found, "file"), source.url), "recording", facts=facts)


def _tags(source: Source) -> Any:
    tinytag = library("tinytag")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tinytag.TinyTag.get(f"it.{ENDINGS[source.media_type]}", file_obj=io.BytesIO(source.body))
    except tinytag.TinyTagException as error:
        raise Broken(f"The recording is damaged: {one_line(str(error), 120)}.") from None
    except HURT as error:
        raise Broken(f"The recording is damaged: {one_line(str(error), 120) or type(error).__name__}.") from None


def _clock(seconds: float | None) -> str:
    """Returns a duration as 1:02:03 or 2:03, "" where none is told."""
    if not seconds or not 0 < seconds < 10**7:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
