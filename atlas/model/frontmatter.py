"""The lines at the head of an article's file: what Atlas writes any YAML parser reads, and what an editor makes of it.

Atlas writes every value as JSON. Plain JSON is not always YAML: what YAML takes for a line's end, for no
character or for a byte order mark is escaped.
"""

import json
import re
from collections.abc import Mapping, Sequence

UNYAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
HEAD = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<lines>(?:.*\n)*?)---[ \t]*(?:\r?\n|\Z)")
LINE = re.compile(r"(?P<key>[A-Za-z_][A-Za-z0-9_-]*):(?:[ \t]+(?P<value>.*))?")
MEMBER = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)")
NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")
QUOTES = "\"'"

Value = str | int | float | Sequence[str]
Fields = Mapping[str, Value]


def dumps(fields: Fields) -> str:
    """Returns the head of a file, its fences included."""
    lines = (f"{key}: {_written(value)}\n" for key, value in fields.items())
    return "".join(("---\n", *lines, "---\n"))


def parted(text: str) -> tuple[str, str]:
    """Returns the lines between the fences, and the text below them; no lines where a file has no head."""
    head = HEAD.match(text)
    return (head["lines"], text[head.end() :]) if head else ("", text)


def loads(lines: str) -> dict[str, Value]:
    """Returns the fields in the lines of a head, as Atlas or as an editor writes them."""
    found: dict[str, Value] = {}
    members: list[str] | None = None
    for line in lines.replace("\r", "").split("\n"):
        value = (one["value"] or "").strip() if (one := LINE.fullmatch(line)) else ""
        if one and value:
            found[one["key"]], members = _read(value), None
        elif one:
            found[one["key"]] = members = []
        elif members is not None and (member := MEMBER.fullmatch(line)):
            members.append(_unquoted(member["value"].strip()))
    return found


def _written(value: Value) -> str:
    return UNYAML.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _read(value: str) -> Value:
    if NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    if not (value.startswith("[") and value.endswith("]")):
        return _unquoted(value)
    try:
        return [str(one) for one in json.loads(value)]
    except (ValueError, RecursionError):
        return [_unquoted(one.strip()) for one in value[1:-1].split(",") if one.strip()]


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] not in QUOTES or value[-1] != value[0]:
        return value
    if value[0] == "'":
        return value[1:-1].replace("''", "'")
    try:
        return str(json.loads(value))
    except ValueError:
        return value[1:-1]
