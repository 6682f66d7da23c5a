"""File names: which are never drops, how any name is shown safely, and how names are cut and numbered."""

import os
import re

SUFFIX = ".atlas.json"
"""What a ticket's name ends with."""
LONGEST = 255 - len(SUFFIX)
"""Bytes a name may have so that its ticket fits beside it on every file system."""

# Lower case: Windows, macOS and Samba do not tell Thumbs.db from thumbs.db.
IGNORED = re.compile(
    r"""
      \..*                                       # dot files: .DS_Store, ._x, .nfs…, .syncthing.x.tmp, rsync's .x.Ab12
    | ~syncthing~.*\.tmp | ~\$.* | \#.*\#        # Syncthing on Windows; locks of Word; autosaves of Emacs
    | .*~ | 4913                                 # an editor's copy; vim trying whether it may write
    | .*\.(?:part|partial|filepart|crdownload|opdownload|download|aria2|tmp|temp)
    | .*\.(?:swp|swo|swx|kate-swp|icloud)
    | .*\.sb-[0-9a-f]{8}-\w{6}                   # TextEdit saving
    | thumbs\.db(?::encryptable)? | ehthumbs\.db | desktop\.ini | icon\r
    | .*\.atlas\.json
    | .*\.atlas\.sync-conflict-[0-9a-z-]+\.json   # Syncthing's second copy of a ticket; that of a drop is a drop
    """,
    re.VERBOSE | re.DOTALL,
)
IGNORED_FOLDER = re.compile(
    r"""
      \..*                                       # .stfolder, .stversions, .Trash-1000, .TemporaryItems, .git
    | @eadir | @tmp | @recycle | \#recycle | \#snapshot | ~snapshot
    | lost\+found | __macosx | \$recycle\.bin | system\ volume\ information
    | network\ trash\ folder | temporary\ items
    | .+(?:_files|_fichiers|-dateien|_archivos|_bestanden)   # what a browser saves beside a "complete" page
    """,
    re.VERBOSE | re.DOTALL,
)

# What hides, reorders, breaks or steers a line: C0, DEL, C1, lone surrogates, separators of lines and paragraphs,
# every format character, the blanks of Hangul that are letters, and what will never be a character. Written out,
# and not asked of unicodedata, so that a name reads the same under every Python.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f-\u1160\u17b4-\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
# A backslash is doubled only where it would read as the start of an escape.
MISLEADING = re.compile(r"\\(?=[\\xuU]|" + UNSAFE.pattern + ")")

EXTENSION = re.compile(r"(?P<stem>.+?)(?P<extension>\.[A-Za-z0-9]{1,10})?", re.DOTALL)
LEFTOVER = re.compile(r" \(\d+ (?:waiting|dead)\)(?:~\d+)?\Z")


def ignored(name: str) -> bool:
    """Whether a file of this name is never a drop."""
    # fullmatch, not match with $: that also matches before a line end, and names may end with one.
    return IGNORED.fullmatch(name.lower()) is not None


def ignored_folder(name: str) -> bool:
    """Whether a folder of this name is never looked into."""
    return IGNORED_FOLDER.fullmatch(name.lower()) is not None


def printable(text: str) -> str:
    r"""Returns a text with all that could forge a line or steer a terminal written as \xNN, \uNNNN or \UNNNNNNNN."""
    return UNSAFE.sub(_escape, text)


def shown(name: str) -> str:
    r"""Returns a file's name as safe text; no two names are shown alike.

    \x80 to \xff stand for bytes that are no text; a backslash that would read as an escape is doubled.
    """
    return printable(MISLEADING.sub(r"\\\\", name))


def leftover_name(name: str, count: int, word: str) -> str:
    """Returns what the rest of a list is called, such as `bookmarks (3 waiting).txt`."""
    stem, _ = _parted(name)
    return _joined(LEFTOVER.sub("", stem), f" ({count} {word}).txt")


def shortened(name: str, room: int) -> str:
    """Returns the name in at most so many bytes: whole characters, and its extension where there is room for it."""
    if len(os.fsencode(name)) <= room:
        return name
    stem, extension = _parted(name)
    left = room - len(extension)
    return _cut(stem, left) + extension if left > 0 else _cut(name, room)


def _joined(stem: str, ending: str) -> str:
    return _cut(stem, LONGEST - len(os.fsencode(ending))) + ending


def _cut(text: str, room: int) -> str:
    # By whole characters: half of one would be another name, and no text.
    while len(os.fsencode(text)) > room:
        text = text[:-1]
    return text


def _parted(name: str) -> tuple[str, str]:
    match = EXTENSION.fullmatch(name)
    return (match["stem"], match["extension"] or "") if match else (name, "")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
