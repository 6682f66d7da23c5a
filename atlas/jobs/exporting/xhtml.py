"""An article's Markdown as a piece of XHTML that asks for nothing from anywhere: for a book, and for a browser.

No HTML of the text is taken as such, pictures are told by their words, and links lead to the web or are text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

DEEPEST = 60
# A footnote's text is no definition of a link.
NOTE = re.compile(r"^([ \t>]*)\[(\^[^\]\n]+\]:)", re.MULTILINE)
# What XML has no way to write.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LINK = re.compile(
    r"https?://(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    r"(?:[/?#](?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|#(?=[^#]*\Z))*)?"
)
UNSTYLED = frozenset({"style", "class"})
UNSAID = "…"


def xhtml_of(markdown: str, link: Mapping[str, str] | None = None, picture: Mapping[str, str] | None = None) -> str:
    """Returns a text in Markdown as XHTML, well-formed whatever is in it; the only h1 is the chapter's.

    `link` has what each link bears besides its address; with `picture`, a picture's words lead to where it is.
    """
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"])
    tokens = parser.parse(NOTE.sub(r"\1\\[\2", writable(markdown)))
    return writable(parser.renderer.render(list(_plain(tokens, link or {}, picture)), parser.options, {}))


def writable(text: str) -> str:
    """Returns a text without what XML has no way to write."""
    return UNWRITABLE.sub("", text)


def is_link(url: str) -> bool:
    """Whether an address is one that every reader of books takes for one."""
    return LINK.fullmatch(url) is not None


def _plain(tokens: Iterable[Token], link: Mapping[str, str], picture: Mapping[str, str] | None) -> Iterator[Token]:
    for one in tokens:
        one.tag = "h2" if one.tag == "h1" else one.tag
        one.attrs = {name: value for name, value in one.attrs.items() if name not in UNSTYLED}
        one.info = ""
        if one.children is not None:
            one.children = list(_inline(one.children, link, picture))
        yield one


def _inline(tokens: Sequence[Token], link: Mapping[str, str], picture: Mapping[str, str] | None) -> Iterator[Token]:
    """Yields what stands in a line, its pictures as words, and without links that lead nowhere."""
    kept: list[bool] = []
    for one in tokens:
        if one.type == "link_open":
            kept.append(is_link(str(one.attrs.get("href", ""))))
            one.attrs = {"href": one.attrs.get("href", ""), **link}
        if one.type in {"link_open", "link_close"} and not kept[-1]:
            kept = kept[:-1] if one.type == "link_close" else kept
            continue
        if one.type == "link_close":
            kept.pop()
        if one.type != "image":
            yield one
        elif picture is None or any(kept) or not is_link(where := str(one.attrs.get("src", ""))):
            yield Token("text", "", 0, content=f"[{one.content or UNSAID}]")
        else:
            yield Token("link_open", "a", 1, attrs={"href": where, **picture})
            yield Token("text", "", 0, content=f"[{one.content or UNSAID}]")
            yield Token("link_close", "a", -1)
