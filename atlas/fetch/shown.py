"""What a page shows, as a value: whoever judges by it need not have the parser in memory that makes it."""

from dataclasses import dataclass

ROOTS = frozenset({"root", "app", "__next", "__nuxt", "app-root", "react-root", "ember-app", "svelte", "___gatsby"})
"""What the element is called that scripts fill."""


@dataclass(frozen=True)
class Outline:
    """What a page shows."""

    words: int
    """Those that can be seen."""
    own: int
    """Those outside links, menus, headers and footers."""
    paragraphs: int
    text: str
    """The beginning of what can be seen, in lower case, on one line."""
    password: bool
    """It has a field for a password."""
    root: tuple[str, int] | None
    """The element that scripts fill, with how many words are in it."""
    sources: tuple[str, ...]
    """Where its frames come from and its forms go."""
