"""What language it is in: heard from the text where there is enough of it, else as the page says."""

from collections.abc import Iterator

from atlas.extract.hearing import heard_in, tag_in
from atlas.extract.linked import texts
from atlas.extract.telling import WORKS, Page, Told, first


def language_of(page: Page) -> Told:
    """Returns the language of a page as BCP 47 has it; with the region the page tells, where that agrees."""
    declared = first(Told(tag_in(one.value), one.source) for one in _declared(page))
    heard = heard_in(page.text)
    if not heard or declared.value.partition("-")[0] in heard:
        return declared
    return Told(heard[0], "detected")


def _declared(page: Page) -> Iterator[Told]:
    for key in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
        yield Told(page.root.get(key) or "", "html")
    for thing in page.about(*WORKS):
        yield from (Told(one, "json-ld") for one in texts(thing.get("inLanguage"))[:1])
    yield from (Told(one, "opengraph") for one in page.meta("og:locale"))
    yield from (
        Told(one, "meta")
        for one in page.meta("content-language", "language", "dc.language", "dcterms.language", "citation_language")
    )
