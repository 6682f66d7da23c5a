"""Moments as text: RFC 3339, UTC, to the millisecond."""

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """Returns a moment as text, such as 2026-11-23T12:51:10.250Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """Returns the moment a text tells, in UTC; raises ValueError where it is none.

    A moment without a zone is taken as UTC.
    """
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def whole(moment: datetime) -> datetime:
    """Returns a moment cut to the millisecond, as it will read back."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
