"""What of a stranger's page may be looked at: its words, their order, its own styles and the pictures within it.

What could run, load, lead away or send something is left out, whatever a browser's policy would make of it besides:
no policy stops a page that asks to be exchanged for another, nor a name that is looked up beforehand.
"""

import base64
import re
from html import escape

import nh3

PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"></head><body>
{body}
</body></html>
"""
# fmt: off
TAGS = (nh3.ALLOWED_TAGS - {"area", "map"}) | {
    "address", "big", "fieldset", "font", "label", "legend", "main", "section", "style", "tfoot",
}
GONE = {
    "annotation", "annotation-xml", "audio", "canvas", "datalist", "frameset", "iframe", "noembed", "noframes",
    "noscript", "script", "select", "svg", "template", "textarea", "title", "video", "xmp",
}
"""What goes with all that is in it: it is no text, or stands in for what is not shown."""
ATTRIBUTES = {
    "*": {
        "align", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "dir", "face", "height", "id",
        "lang", "size", "style", "title", "valign", "width",
    },
    "a": {"href", "name"},
    "details": {"open"},
    "img": {"alt", "src"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
# fmt: on
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"})
WITHIN = re.compile(rf"data:(?:{'|'.join(map(re.escape, sorted(PICTURES)))})[;,]", re.IGNORECASE)


def washed(text: str, title: str) -> str:
    """Returns a page of which nothing is left but what may be looked at."""
    body = nh3.clean(
        text,
        tags=TAGS,
        clean_content_tags=GONE,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        link_rel=None,
        url_schemes={"data"},
    )
    return PAGE.format(title=escape(title), body=body)


def framed(picture: bytes, media_type: str) -> str:
    """Returns a page with a picture in it: as such, even one that has scripts is only a picture."""
    told = base64.b64encode(picture).decode("ascii")
    image = f'<img alt="" style="max-width:100%" src="data:{media_type};base64,{told}">'
    return PAGE.format(title="", body=image)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Returns what is left of an attribute: a link leads to a place within its page, a picture is within it."""
    del tag
    if attribute == "href":
        return value if value.startswith("#") else None
    if attribute == "src":
        return value if WITHIN.match(value) else None
    return value
