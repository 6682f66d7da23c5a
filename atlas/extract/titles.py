"""Titles that programs leave in files, and that are none."""

import re

JUNK = re.compile(
    r"""
    (?:microsoft\ (?:word|powerpoint|excel)|powerpoint\ presentation|adobe\ \w+)\b.*
    | (?:untitled|unbenannt|sans\ titre|no\ title|title|document|dokument|presentation|slide|print|layout)[\W\d]*
    | unspecified
    | .*\.(?:docx?|odt|rtf|pdf|tex|dvi|ps|indd|qxd|qxp|pptx?|xlsx?|pub|cdr|html?|txt|eps|ai|fm)
    | (?:file|https?)://.* | about:\w+ | [\W\d_]*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_title(text: str) -> bool:
    """Whether somebody may have called a document so."""
    return not JUNK.fullmatch(text)
