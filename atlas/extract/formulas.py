"""Formulas: their TeX, where a page has it beside what it shows."""

import re

from lxml.html import HtmlElement

STYLED = re.compile(r"^\{\s*\\(?:display|text)style\s*(.*)\}$", re.DOTALL)
LONGEST = 5_000


def tex_of(element: HtmlElement) -> tuple[str, bool]:
    """Returns the TeX of a formula, or "", and whether it stands on a line of its own."""
    found = element.xpath("string((.//*[local-name()='annotation'][contains(@encoding, 'tex')])[1])")
    if not found:
        math = element if element.tag == "math" else next(element.iter("math"), element)
        found = math.get("alttext") or ""
    tex = " ".join(found.split())
    styled = STYLED.match(tex)
    plain = styled[1].strip() if styled else tex
    safe = plain and len(plain) <= LONGEST and "$" not in plain and not plain.endswith("\\")
    return (plain, _displayed(element)) if safe else ("", False)


def _displayed(element: HtmlElement) -> bool:
    classes = element.get("class") or ""
    inner = element if element.tag == "math" else next(element.iter("math"), element)
    return "display" in classes.lower() or inner.get("display") == "block"


def shown_in(element: HtmlElement) -> str:
    """Returns what a formula shows as text."""
    return " ".join("".join(element.itertext()).split())
