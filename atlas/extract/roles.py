"""What the elements of HTML are to a reader."""

import re
from typing import Final

from lxml.html import HtmlElement

from atlas.extract.blocks import BOX, CODE, EMPHASIS, LIT, LOWERED, RAISED, STRONG, STRUCK

# fmt: off
BLOCKS: Final = {
    **dict.fromkeys((
        "address", "article", "aside", "body", "center", "details", "dialog", "div", "fieldset", "footer", "form",
        "header", "hgroup", "html", "legend", "main", "nav", "noscript", "optgroup", "p", "search", "section", "tbody",
        "tfoot", "thead", "video", "audio", "multicol", "dir", "menu",
    ), BOX),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "ul": "list", "ol": "list", "li": "entry", "blockquote": "quote", "table": "table", "caption": "summary",
    "tr": "row", "td": "cell", "th": "cell", "dl": "terms", "dt": "term", "dd": "meaning", "figure": "figure",
    "figcaption": "caption", "summary": "summary", "xmp": BOX, "plaintext": BOX,
}
MARKED: Final = {
    "b": STRONG, "strong": STRONG, "em": EMPHASIS, "i": EMPHASIS, "cite": EMPHASIS, "dfn": EMPHASIS, "var": EMPHASIS,
    "s": STRUCK, "strike": STRUCK, "del": STRUCK, "mark": LIT, "code": CODE, "kbd": CODE, "samp": CODE, "tt": CODE,
    "sup": RAISED, "sub": LOWERED,
}
UNSEEN: Final = frozenset({
    "head", "script", "style", "template", "svg", "iframe", "object", "embed", "applet", "canvas", "map", "button",
    "select", "datalist", "textarea", "title", "meta", "link", "base", "rp", "frameset", "noframes", "param", "track",
})
WHOLE: Final = UNSEEN | {"a", "pre", "listing", "math", "mjx-container"}
FLAT: Final = frozenset({BOX, "rule", "code"})
# fmt: on
UNREAD, GUTTER, FORMULA, HIGHLIGHTED = "unread", "gutter", "formula", "highlighted"
CLASSES: Final = {
    UNREAD: re.compile(
        r"(?:^|\s)(?:MathJax_Preview|katex-html|MJX_Assistive_MathML|mw-editsection|headerlink|anchor-link"
        r"|header-anchor|copy-button|copybtn|clipboard-copy)(?=$|\s)"
    ),
    GUTTER: re.compile(
        r"(?:^|[\s_-])(?:line-?nos?|line-?numbers?(?:-rows)?|gutter|rouge-gutter|hljs-ln-numbers|blob-num|linenodiv)(?=$|\s)"
    ),
    FORMULA: re.compile(
        r"(?:^|\s)(?:katex|katex-display|mwe-math-element|MathJax|MathJax_Display|MathJax_SVG)(?=$|\s)"
    ),
    HIGHLIGHTED: re.compile(r"(?:^|\s)(?:syntaxhighlighter|blob-wrapper|js-file-line-container)(?=$|\s)"),
}
SENSED = re.compile("|".join(one.pattern for one in CLASSES.values()))
PERMALINK = frozenset({"¶", "#", "§", "🔗", "\uf0c1", "\ue9cb"})
HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)")


def sense_of(classes: str) -> str:
    """Returns what an element's classes say of it, where that changes how it is read; else ""."""
    if not SENSED.search(classes):
        return ""
    return next(sense for sense, pattern in CLASSES.items() if pattern.search(classes))


def is_unseen(element: HtmlElement, tag: str, sense: str) -> bool:
    """Whether a reader sees nothing of an element, or nothing that belongs to the text."""
    if tag in UNSEEN or (sense == GUTTER and tag not in {"table", "pre"}):
        return True
    return tag == "a" and (element.get("href") or "").startswith("#") and (element.text or "").strip() in PERMALINK


def is_formula(tag: str, sense: str) -> bool:
    """Whether all of an element is one formula."""
    return sense == FORMULA or tag in {"math", "mjx-container"}


def is_listing(tag: str, sense: str) -> bool:
    """Whether an element is a block of code."""
    return sense == HIGHLIGHTED or tag in {"pre", "listing"}


def kinds_of(element: HtmlElement, tag: str) -> tuple[str, ...]:
    """Returns how an element sets its text off."""
    if tag in MARKED:
        return () if tag in {"b", "i"} and "font-weight:normal" in (element.get("style") or "") else (MARKED[tag],)
    style = element.get("style") if tag in {"span", "font"} else None
    if not style or "font-" not in style:
        return ()
    heavy, slanted = HEAVY.search(style), SLANTED.search(style)
    return ((STRONG,) if heavy else ()) + ((EMPHASIS,) if slanted else ())
