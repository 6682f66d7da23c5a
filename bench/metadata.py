"""How often metadata is right on real pages: Atlas and others, and what that costs.

`python -m bench.metadata FOLDER` reads `truth.jsonl` there: a page a line, with `id`, `file`, `url`, `declared`
and `meta` (title, byline). `--labels FILE` names further truths made by hand, a page a line: `id` and any of
`title`, `authors`, `published`. Rules are tuned on one half of the pages; the other half is what is told.
"""

import argparse
import gzip
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import htmldate
import lxml.html
import trafilatura
from readability import Document
from resiliparse.extract.html2text import extract_plain_text

from atlas.extract.metadata import metadata_of

FIELDS = ("title", "authors", "published")
QUOTES = str.maketrans("‘’“”–—", "''\"\"--")
BYLINE = re.compile(r"^\s*(?:written\s+)?by\s+|\s*(?:,|;|\band\b|\n)\s*", re.IGNORECASE)
DRAWS = 2000


@dataclass(frozen=True)
class Sample:
    """A page with what is known of it."""

    name: str
    url: str
    html: str
    truth: dict[str, Any]

    @property
    def tuned(self) -> bool:
        """Whether it is of the half that rules are tuned on."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0


def atlas(sample: Sample) -> tuple[dict[str, Any], float]:
    """Returns what Atlas says, and the CPU seconds of it; parsing and extraction are paid for already."""
    document = lxml.html.document_fromstring(sample.html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    text = extract_plain_text(sample.html, main_content=True)
    began = time.process_time()
    found = metadata_of(document, text, sample.url)
    spent = time.process_time() - began
    return {"title": found.title, "authors": found.authors, "published": found.published}, spent


def by_trafilatura(sample: Sample) -> tuple[dict[str, Any], float]:
    document = lxml.html.document_fromstring(sample.html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    began = time.process_time()
    found = trafilatura.extract_metadata(document, default_url=sample.url, extensive=False)
    spent = time.process_time() - began
    names = tuple(filter(None, (found.author or "").split("; ")))
    return {"title": found.title or "", "authors": names, "published": found.date or ""}, spent


def by_readability(sample: Sample) -> tuple[dict[str, Any], float]:
    began = time.process_time()
    return {"title": Document(sample.html).short_title()}, time.process_time() - began


def by_htmldate(sample: Sample) -> tuple[dict[str, Any], float]:
    document = lxml.html.document_fromstring(sample.html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    began = time.process_time()
    found = htmldate.find_date(document, extensive_search=False, original_date=True, url=sample.url)
    return {"published": found or ""}, time.process_time() - began


READERS: dict[str, Callable[[Sample], tuple[dict[str, Any], float]]] = {
    "atlas": atlas,
    "trafilatura": by_trafilatura,
    "readability-lxml": by_readability,
    "htmldate": by_htmldate,
}


def plain(text: str) -> str:
    """Returns a text as two are compared: blanks, quotes, dashes and case do not count."""
    return " ".join(text.translate(QUOTES).split()).casefold()


def right(field: str, found: Any, truth: Any) -> bool:
    if field == "authors":
        return {plain(one) for one in found} == {plain(one) for one in truth}
    if field == "published":
        return bool(found[:10] == truth[:10])
    return plain(found) == plain(truth)


def known(meta: dict[str, Any]) -> dict[str, Any]:
    """Returns the fields of a page's truth that it has."""
    names = tuple(one.strip() for one in BYLINE.split(meta.get("byline") or "") if one.strip())
    told = {"title": meta.get("title") or "", "authors": names, "published": meta.get("publishedTime") or ""}
    return {name: value for name, value in told.items() if value}


def interval(hits: list[bool], rng: Random) -> tuple[float, float]:
    """Returns the bootstrapped 95 % interval of a share."""
    shares = sorted(sum(rng.choices(hits, k=len(hits))) / len(hits) for _ in range(DRAWS))
    return shares[DRAWS // 40], shares[-DRAWS // 40]


def samples(folder: Path) -> dict[str, Sample]:
    found = {}
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = gzip.decompress((folder / row["file"]).read_bytes())
        html = body.decode(row.get("declared") or "utf-8", "replace")
        found[row["id"]] = Sample(row["id"], row["url"], html, known(row.get("meta") or {}))
    return found


def table(title: str, truths: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]]) -> None:
    """Prints the share of exact matches per field and reader."""
    rng = Random(1)
    print(f"\n{title}")
    for field in FIELDS:
        for reader, answers in found.items():
            pages = [one for one, truth in truths.items() if field in truth and field in answers[one]]
            hits = [right(field, answers[one][field], truths[one][field]) for one in pages]
            if hits:
                low, high = interval(hits, rng)
                share = sum(hits) / len(hits)
                print(f"  {field:10} {reader:17} {share:.3f}  [{low:.3f}, {high:.3f}]  {sum(hits)} of {len(hits)}")


def halves(title: str, pages: Iterable[Sample], truths: dict[str, dict[str, Any]], found: dict[str, Any]) -> None:
    for name, tuned in (("tuned on", True), ("held out", False)):
        half = {one.name: truths[one.name] for one in pages if one.tuned is tuned and one.name in truths}
        table(f"{title}, {name}: {len(half)} pages", half, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--labels", type=Path, help="further truths, made by hand")
    chosen = parser.parse_args()
    pages = samples(chosen.folder)
    found: dict[str, dict[str, Any]] = {}
    for reader, read in READERS.items():
        answers = {name: read(one) for name, one in pages.items()}
        found[reader] = {name: answer for name, (answer, _) in answers.items()}
        spent = sorted(seconds * 1000 for _, seconds in answers.values())
        print(f"{reader:17} CPU ms a page: mean {sum(spent) / len(spent):.1f}, median {spent[len(spent) // 2]:.1f}")
    halves("truth.jsonl", pages.values(), {one.name: one.truth for one in pages.values() if one.truth}, found)
    if chosen.labels:
        lines = chosen.labels.read_text(encoding="utf-8").splitlines()
        halves("labels", pages.values(), {row["id"]: row for row in map(json.loads, lines)}, found)


if __name__ == "__main__":
    main()
