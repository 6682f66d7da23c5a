"""What is sent to the door and what comes back, as its description has it."""

from typing import Annotated, Self
from urllib.parse import parse_qs

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from atlas.catalog import ArticleRow, Row, TryRow

MOST_URLS = 10_000
MOST_FIELDS = 100
Url = Annotated[str, Field(max_length=8000)]
Tag = Annotated[str, Field(max_length=60)]


def _blank(value: object) -> object:
    """Returns what was given, or nothing for what a form sends of an empty field."""
    return None if value == "" else value


class Drop(BaseModel):
    """Links to be kept: one address, some, or a text with addresses in it."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[Url | None, BeforeValidator(_blank)] = None
    urls: Annotated[list[Url] | None, Field(max_length=MOST_URLS)] = None
    text: Annotated[str | None, BeforeValidator(_blank)] = Field(
        default=None, description="What a phone shares: every address in it is taken."
    )
    title: str = Field(default="", max_length=1000, description="Of the page, where it is one.")
    tags: list[Tag] = Field(
        default=[], max_length=8, description="Subfolders of the inbox; their names are kept as tags."
    )
    note: str = Field(
        default="",
        max_length=10_000,
        description="Kept with each link. A link with a note counts as one of a collection: what is kept already is "
        "not fetched again.",
    )

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if sum(one is not None for one in (self.url, self.urls, self.text)) != 1:
            raise ValueError("say one of url, urls and text")
        return self


class Dropped(BaseModel):
    """What has become of links that were sent."""

    format: int
    drop: str = Field(description="The drop's name beneath the inbox.")
    addresses: int = Field(description="How many links are in it.")


class Waits(BaseModel):
    """A drop that is not settled for good."""

    drop: str
    state: str
    targets: int
    left: int
    reason: str
    kind: str | None
    attempts: int
    first_seen: str | None
    retry_at: str | None


class Queue(BaseModel):
    """What waits, what is tried again, what needs a person."""

    format: int
    drops: list[Waits]
    next: str | None = Field(description="Where the list goes on.")


class Records(BaseModel):
    """Captures, the newest first."""

    format: int
    records: list[Row]
    next: str | None = Field(description="Where the list goes on.")


class Whole(Row):
    """All that is known of one capture."""

    format: int
    tries: list[TryRow]
    reading: ArticleRow | None


class Found(Row):
    """A capture that was found."""

    authors: list[str]
    site: str
    published: str
    language: str
    words: int
    agreement: float | None
    snippet: str
    marks: list[tuple[int, int]] = Field(description="Where in the snippet stands what was looked for, in characters.")


class Hits(BaseModel):
    """What was found, the best first."""

    format: int
    hits: list[Found]
    next: str | None = Field(description="Where the list goes on.")


class Moved(BaseModel):
    """Drops that were moved or forgotten, by where they are or were."""

    format: int
    drops: list[str]


class Ready(BaseModel):
    """Whether the door can do what it is for."""

    format: int
    ready: bool
    reads: bool = Field(description="Whether the catalog answers.")
    drops: bool = Field(description="Whether drops can be taken.")


def from_form(text: str) -> dict[str, object]:
    """Returns a form's fields as a drop's; raises ValueError where it has too many.

    A phone fills title, text and url as it likes: an address of its own goes before one in a text.
    """
    fields = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    told: dict[str, object] = {name: values[-1] for name, values in fields.items() if name != "tags"}
    if told.get("url"):
        told.pop("text", None)
    tags = [tag.strip() for value in fields.get("tags", []) for tag in value.split(",")]
    return {**told, "tags": [one for one in tags if one]}
