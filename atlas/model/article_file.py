"""An article's file: its name, what stands in it, and whether a person has changed it."""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from atlas.errors import Damaged
from atlas.model import frontmatter
from atlas.model.article import DOUBTFUL, Article, Metadata, Reading
from atlas.model.frontmatter import Fields, Value
from atlas.model.names import UNSAFE
from atlas.model.snapshot import PLACE
from atlas.model.url import host_of

SUFFIX = ".md"
LONGEST = 143
"""Bytes of a name: encrypted folders (eCryptfs, Synology) take no more."""
LARGEST = 64_000_000
"""Bytes of a file that may be an article."""
HOST_LENGTH = 40
NUMBERED = len("~99")
UNTITLED = "Untitled"
# Of these, Windows, exFAT and macOS take some in no name, and Obsidian takes the others in no link.
FORBIDDEN = str.maketrans({
    **dict.fromkeys("/\\|", "-"), **dict.fromkeys(":*?<>#^", " "), "[": "(", "]": ")", '"': "'",
})  # fmt: skip
BLANKS = re.compile(r"\s+")
OF = re.compile(r".* (?P<id>[0-9a-f]{8})(?:~\d+)?\.md", re.DOTALL)
DOUBT, NOTED = "> [!warning] ", "> [!note] "
TOLD_FIRST = re.compile(r"> \[!(?:warning|note)\] [^\n]*\n+")
MARKS = re.compile(r"[\\`*_\[\]<>$=%#~!]")
REASONS = {
    "paywall": "The site showed only what it shows without paying.",
    "consent": "The site asked for consent first.",
    "hollow": "The page is built by scripts, which were not run.",
}
SEALED = re.compile(r'seal: "(?P<seal>[0-9a-f]{16})"\n\Z')
FINGERPRINT = re.compile(r"[0-9a-f]{16}")
PLAIN = (
    *("title", "site", "published", "modified", "language"),
    *("description", "canonical", "image", "licence", "genre"),
)
PLACED = re.compile(rf"(?:.*/)?({PLACE.pattern})", re.DOTALL)
"""A snapshot as a head names it; its place in the vault is the first group."""
BREAK = "\n"
FENCE = "---\n"


@dataclass(frozen=True)
class Origin:
    """The capture an article was read from."""

    id: str
    snapshot: str
    """As people and tickets are told it: relative to the home."""
    url: str
    final_url: str
    captured_at: str
    layer: str
    verdict: str
    tags: tuple[str, ...] = ()

    @property
    def month(self) -> str:
        """The folder its article lies in."""
        return f"{self.captured_at[:4]}/{self.captured_at[5:7]}"


def name_of(origin: Origin, title: str) -> str:
    """Returns what an article's file is called, wherever a name is to be stored and linked."""
    host = _plain(host_of(origin.final_url) or host_of(origin.url))[:HOST_LENGTH].rstrip(". ")
    ending = f" ({host}) {origin.id}" if host else f" {origin.id}"
    room = LONGEST - len(f"{origin.captured_at[:10]} {ending}{SUFFIX}".encode()) - NUMBERED
    return f"{origin.captured_at[:10]} {_cut(_plain(title), room) or UNTITLED}{ending}{SUFFIX}"


def safe_name(name: str) -> str:
    """Returns the name of an article's file, as a person may have changed it, so that any disk takes it."""
    plain = _plain(name.removesuffix(SUFFIX))
    return f"{_cut(plain, LONGEST - len(SUFFIX) - NUMBERED) or UNTITLED}{SUFFIX}"


def id_in(name: str) -> str:
    """Returns the id at the end of an article's name, or ""."""
    found = OF.fullmatch(name)
    return found["id"] if found else ""


def written(origin: Origin, article: Article, reader: int) -> bytes:
    """Returns an article's file."""
    below = f"{_told_first(origin, article)}{_untitled(article)}{BREAK}"
    head = frontmatter.dumps({**_fields(origin, article), "reader": reader, "digest": digest_of(below)})
    lines = head.removesuffix(FENCE)
    return f'{lines}seal: "{_seal(lines)}"{BREAK}{FENCE}{below}'.encode()


def untouched(data: bytes) -> bool:
    """Whether a file is as Atlas wrote it, head and text, to the last character."""
    try:
        lines, below = frontmatter.parted(data.decode())
    except UnicodeDecodeError:
        return False
    sealed = SEALED.search(lines)
    if not sealed or frontmatter.loads(lines).get("digest") != digest_of(below):
        return False
    return sealed["seal"] == _seal(FENCE + lines[: sealed.start()])


def digest_of(below: str) -> str:
    """Returns the sha256:… of all that stands below a head."""
    return f"sha256:{sha256(below.encode()).hexdigest()}"


def fields_in(data: bytes) -> tuple[dict[str, Value], str]:
    """Returns the fields and the text of an article's file; raises Damaged where it is none of Atlas's."""
    lines, below = frontmatter.parted(data.decode(errors="replace"))
    fields = frontmatter.loads(lines)
    if not fields.get("id") or not fields.get("snapshot"):
        raise Damaged("It has no head that names a snapshot.")
    return fields, _without_box(fields, below)


def text_in(data: bytes) -> str:
    """Returns what there is to read in a file, whoever wrote it: without a head, and without Atlas's first words."""
    lines, below = frontmatter.parted(data.decode(errors="replace"))
    return _without_box(frontmatter.loads(lines), below)


def _without_box(fields: Fields, below: str) -> str:
    agreement = fields.get("agreement")
    doubtful = isinstance(agreement, int | float) and agreement < DOUBTFUL
    # Without a reason for one of Atlas's own, a box is the page's.
    boxed = doubtful or fields.get("notes") or fields.get("verdict") in REASONS
    return (TOLD_FIRST.sub("", below.lstrip(BREAK), count=1) if boxed else below).strip()


def reading_of(fields: Fields, text: str, snapshot: str, path: str) -> Reading:
    """Returns the reading that an article's file tells of."""
    told = {name: str(fields.get(name, "")) for name in (*PLAIN, "extractor", "fingerprint", "captured_at", "digest")}
    listed = {name: _list(fields.get(name)) for name in ("authors", "keywords", "notes", "facts", "sources")}
    agreement, reader = fields.get("agreement"), fields.get("reader")
    metadata = Metadata(
        **{name: told[name] for name in PLAIN},
        authors=listed["authors"],
        tags=listed["keywords"],
        sources=_pairs(listed["sources"]),
    )
    article = Article(
        text=text,
        metadata=metadata,
        extractor=told["extractor"],
        agreement=float(agreement) if isinstance(agreement, int | float) else None,
        notes=listed["notes"],
        facts=_pairs(listed["facts"]),
        fingerprint=int(told["fingerprint"], 16) if FINGERPRINT.fullmatch(told["fingerprint"]) else 0,
    )
    version = reader if isinstance(reader, int) else 0
    return Reading(snapshot, version, told["captured_at"], article, path, told["digest"])


def _fields(origin: Origin, article: Article) -> dict[str, Value]:
    told = article.metadata
    agreement = {} if article.agreement is None else {"agreement": round(article.agreement, 3)}
    more: dict[str, Value] = {
        "authors": list(told.authors),
        **{name: getattr(told, name) for name in ("description", "canonical", "image", "licence", "genre")},
        "keywords": list(told.tags),
        "extractor": article.extractor,
        "notes": list(article.notes),
        "facts": [f"{key}: {value}" for key, value in article.facts.items()],
        "sources": [f"{key}: {value}" for key, value in told.sources.items()],
        "fingerprint": f"{article.fingerprint:016x}" if article.fingerprint else "",
    }
    return {
        "id": origin.id,
        "url": origin.url,
        "final_url": origin.final_url,
        "title": told.title,
        "author": ", ".join(told.authors),
        **{name: getattr(told, name) for name in ("site", "published", "modified", "language")},
        "captured_at": origin.captured_at,
        "layer": origin.layer,
        "verdict": origin.verdict,
        "snapshot": origin.snapshot,
        "words": article.words,
        "minutes": article.minutes,
        "tags": list(origin.tags),
        **agreement,
        **{key: value for key, value in more.items() if value},
    }


def _told_first(origin: Origin, article: Article) -> str:
    """Returns what a reader should know before reading, for a box of its own."""
    doubts = doubts_about(origin.verdict, article.agreement)
    # A note may name what a stranger wrote, such as a type.
    notes = [MARKS.sub(r"\\\g<0>", one) for one in article.notes]
    told = " ".join([*doubts, *notes])
    return f"{DOUBT if doubts else NOTED}{told}{BREAK}{BREAK}" if told else ""


def doubts_about(verdict: str, agreement: float | None) -> list[str]:
    """Returns why the text of a page may not be what the page says, a sentence each."""
    doubts = [REASONS[verdict]] if verdict in REASONS else []
    if agreement is not None and agreement < DOUBTFUL:
        doubts.append(
            f"The ways to read this page agree on {agreement:.0%} only: something may be missing, or be too much."
        )
    return doubts


def _untitled(article: Article) -> str:
    """Returns the text, without a heading that only says the title again."""
    text = article.text.strip(BREAK)
    first, _, rest = text.partition(BREAK)
    heading = first.removeprefix("# ").strip()
    return rest.strip(BREAK) if first != heading and heading == article.metadata.title else text


def _seal(lines: str) -> str:
    return sha256(lines.encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    """Returns a text with nothing in it that a name or a link could stumble over."""
    safe = unicodedata.normalize("NFC", UNSAFE.sub(" ", BLANKS.sub(" ", text)).translate(FORBIDDEN))
    return BLANKS.sub(" ", safe).strip(". ")


def _cut(text: str, room: int) -> str:
    """Returns at most so many bytes of a text: whole characters with their marks, whole words if that costs little."""
    if len(text.encode()) <= room:
        return text
    short = text.encode()[:room].decode(errors="ignore")
    while short and unicodedata.combining(text[len(short)]):
        short = short[:-1]
    words, _, last = short.rpartition(" ")
    return (words if words and len(last.encode()) < room // 3 else short).strip(". ")


def _list(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value) if isinstance(value, list) else ()


def _pairs(told: tuple[str, ...]) -> dict[str, str]:
    return {key: value for key, _, value in (one.partition(": ") for one in told)}
