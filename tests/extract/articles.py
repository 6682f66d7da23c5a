"""Pages as they are served, and sentences to fill them with."""

from random import Random

SUBJECTS = (
    "The harbour",
    "A small board",
    "The old library",
    "Her neighbour",
    "The committee",
    "Nobody in town",
    "The rain",
)
VERBS = ("remembers", "measured", "describes", "had forgotten", "keeps", "would rather sell", "never mentioned")
OBJECTS = ("the winter of that year", "a heat sink of copper", "three letters from abroad", "the price of bread")
ENDS = (
    "without a word",
    "as the papers said",
    "before the bridge was built",
    "although it took all morning",
    "with care",
)


def prose(seed: int, sentences: int = 6) -> str:
    random = Random(seed)
    parts = (SUBJECTS, VERBS, OBJECTS, ENDS)
    return " ".join(" ".join(random.choice(part) for part in parts) + "." for _ in range(sentences))


PARAGRAPHS = tuple(prose(one) for one in range(8))
MENU = "".join(f'<li><a href="/{one}">Section number {one}</a></li>' for one in range(12))


def article(*blocks: str, title: str = "How the harbour was measured", head: str = "") -> bytes:
    """Returns a page with a menu, an article of these blocks, and a footer."""
    body = "".join(one if one.startswith("<") else f"<p>{one}</p>" for one in blocks or PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Gazette</title>{head}</head>'
        f"<body><nav><ul>{MENU}</ul></nav><main><article><h1>{title}</h1>{body}</article></main>"
        "<footer><p>All rights reserved by the Gazette.</p></footer></body></html>"
    ).encode()
