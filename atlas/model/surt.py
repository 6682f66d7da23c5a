"""The key by which players of web archives look an address up: the host backwards, then the rest, in one spelling.

The rules are those of the Internet Archive, which pywb and its kin follow: what differs only in its scheme, in `www.`,
in capitals, in the order of its parameters, in how it is escaped or in a session's number, is one.
"""

import re
from urllib.parse import unquote_to_bytes

WEB = re.compile(
    r"(?P<scheme>https?)://(?:[^/?#@]*@)?(?P<host>\[[^\]/?#]*\]|[^/?#:]*)(?::(?P<port>\d*))?(?P<rest>(?s:.*))"
)
WWW = re.compile(r"www\d*\.")
DEFAULT_PORTS = {"http": "80", "https": "443"}
SLASHES = re.compile(r"//+")
SESSION = re.compile(r"(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24})(?:&|\Z)")
ESCAPED = re.compile(rb"[\x00-\x20\x7f-\xff#%]")
ROUNDS = 10


def surt(url: str) -> str:
    """Returns the key of an address, such as `com,example)/path?a=1`; that of a urn is the urn itself."""
    parts = WEB.fullmatch(url.strip().partition("#")[0])
    if not parts:
        return url
    scheme = parts["scheme"]
    host = WWW.sub("", parts["host"].lower().strip("."), count=1)
    port = f":{parts['port']}" if parts["port"] and parts["port"] != DEFAULT_PORTS[scheme] else ""
    path, question, query = parts["rest"].partition("?")
    parameters = _query(query) if question else ""
    backwards = ",".join(reversed(host.strip("[]").split(".")))
    return f"{backwards}{port}){_path(path)}{'?' if parameters else ''}{parameters}"


def _path(path: str) -> str:
    kept: list[str] = []
    for step in SLASHES.sub("/", _spelt(path)).split("/")[1:]:
        if step == "..":
            kept = kept[:-1]
        elif step != ".":
            kept.append(step)
    return ("/" + "/".join(kept)).rstrip("/").lower() or "/"


def _query(query: str) -> str:
    named = SESSION.sub("", _spelt(query).lower())
    return "&".join(sorted(named.split("&"), key=lambda one: one.split("=", 1)))


def _spelt(text: str) -> str:
    """Returns a text with only that escaped which must be, however often it was escaped."""
    plain = text.encode(errors="surrogatepass")
    for _ in range(ROUNDS):
        before, plain = plain, unquote_to_bytes(plain)
        if plain == before:
            break
    return ESCAPED.sub(lambda found: b"%%%02X" % found[0][0], plain).decode("ascii")
