"""Which addresses are public by their form: only those are told to third parties.

It is a judgement of the letters alone. Where it errs, it errs by keeping an address to itself.
"""

import ipaddress
import re
from urllib.parse import unquote_plus

from atlas.model.url import Url

# Names that the public DNS does not have, or that name a machine in somebody's own network.
OWN = frozenset(
    ("local", "localhost", "localdomain", "lan", "home", "internal", "intranet", "corp", "private", "arpa")
    + ("onion", "i2p", "alt", "test", "invalid", "ts.net")
)
PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
WORDS = frozenset(["key", "keys", "sig", "auth", "oauth", "pass", "pw", "pin", "code", "sid", "otp", "jwt", "policy"])
WITHIN = re.compile(
    r"token|secret|passw|pwd|signature|credential|session|sessid|apikey|authkey|authcode|accesskey|privatekey|^x-(?:amz|goog)-"
)
PERSONAL = frozenset(("email", "mail", "invite", "invitation", "ticket", "nonce", "magic", "unsubscribe", "verify"))

NAME = re.compile(r"(?:^|[?&;/])([^=&;?/]{1,200})=")
LOGIN = re.compile(r"//[^/?&]*@|[^@=&/?]@[^@=&/?]+\.")
"""A user name before a host, or an address of mail."""
RUN = re.compile(r"[A-Za-z0-9_-]{20,}")
SWITCH = re.compile(r"(?<=[a-z])[A-Z]|(?<=[A-Za-z])[0-9]|(?<=[0-9])[A-Za-z]")
DIGEST = re.compile(r"[A-Za-z0-9]{32,}")
UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
TITLE = re.compile(r"(?<![A-Za-z0-9])[A-Z]?[a-z]+[-_]")
ROUNDS = 3
"""How deep an address may lie in the query of another, each time with its percent signs written anew."""


def why_private(url: Url) -> str:
    """Returns what speaks against telling an address to others, or "" where nothing does."""
    if not _has_public_name(url.host):
        return "its host has no public name"
    path, _, query = url.href.partition("?")
    if any(_tells(text) for text in _read(query)):
        return "its query looks as if it had a secret in it"
    if any(_names_a_secret(text) or _has_random_segment(text) for text in _read(path)):
        return "its path looks as if it had a secret in it"
    return ""


def is_secret_name(name: str) -> bool:
    """Whether what goes by this name in a query or a form is to be kept to oneself."""
    parts = {part.lower() for part in PARTS.findall(name)}
    return bool(parts & WORDS or WITHIN.search(name.lower()))


def _has_public_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.rstrip(".").split(".")
        return len(labels) > 1 and not OWN & {labels[-1], ".".join(labels[-2:])}
    return False


def _read(text: str) -> tuple[str, ...]:
    """Returns a part of an address as it is read, and what is written in its percent signs."""
    rounds = [text]
    for _ in range(ROUNDS):
        rounds.append(unquote_plus(rounds[-1]))
    return tuple(dict.fromkeys(rounds))


def _tells(query: str) -> bool:
    return bool(_names_a_secret(query) or LOGIN.search(query) or any(map(_is_random, RUN.findall(query))))


def _names_a_secret(text: str) -> bool:
    names = NAME.findall(text)
    return any(is_secret_name(name) or PERSONAL & {part.lower() for part in PARTS.findall(name)} for name in names)


def _has_random_segment(path: str) -> bool:
    return any(_is_random(run) and _has_both_cases(run) for run in RUN.findall(TITLE.sub("", path)))


def _has_both_cases(run: str) -> bool:
    """Of one case only, it is the digest or number by which many sites name their public pages."""
    return not (run.islower() or run.isupper()) and any(one.isdigit() for one in run)


def _is_random(run: str) -> bool:
    """Whether letters, cases and digits change too often for words."""
    if len(SWITCH.findall(run)) >= len(run) / 5 or UUID.search(run):
        return True
    return any(not (one.isalpha() or one.isdigit()) for one in DIGEST.findall(run))
