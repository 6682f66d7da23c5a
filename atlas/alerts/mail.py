"""A message by mail, with Python's own library.

`smtp://user:password@host:587/?to=me@example.com&from=atlas@example.com`; `smtps://` for TLS from the start;
`mailto:me@example.com` hands it to the mail server of this machine.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from atlas.errors import Unsent

SECONDS = 10.0
PORTS = {"smtps": 465, "smtp": 25, "mailto": 25}
SUBMISSION = 587
"""Where a server takes mail from those who log in."""


@dataclass(frozen=True)
class Letterbox:
    """Where a mail goes, and through whom."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: str
    recipients: tuple[str, ...]


def letterbox_of(address: str) -> Letterbox:
    """Returns what an address says; raises Unsent where it says too little."""
    try:
        parts = urlsplit(address)
        asked, port = parse_qs(parts.query), parts.port
    except ValueError:
        raise Unsent("The address of mail in [alerts] urls does not read.") from None
    host = parts.hostname or "localhost"
    user = unquote(parts.username or "")
    own = user if "@" in user else f"{user or 'atlas'}@{host}"
    named = asked.get("to") or ([unquote(parts.path)] if parts.scheme == "mailto" and not parts.netloc else [own])
    recipients = tuple(one.strip() for text in named for one in text.split(",") if "@" in one)
    if not recipients:
        raise Unsent("The address of mail in [alerts] urls names nobody: add ?to=you@example.com.")
    usual = SUBMISSION if user and parts.scheme != "smtps" else PORTS[parts.scheme]
    tls, sender = parts.scheme == "smtps", asked.get("from", [own])[0]
    return Letterbox(host, port or usual, tls, user, unquote(parts.password or ""), sender, recipients)


def deliver(address: str, title: str, body: str) -> None:
    """Sends a mail; raises Unsent."""
    box = letterbox_of(address)
    try:
        letter = _letter(box, title, body)
        with _server(box) as server:
            if box.password:
                server.login(box.user, box.password)
            server.send_message(letter)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        # A server's words may repeat the name it was given.
        raise Unsent(f"The mail server did not take it: {type(error).__name__}.") from None


def _letter(box: Letterbox, title: str, body: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = " ".join(title.split())
    letter["From"] = box.sender
    letter["To"] = ", ".join(box.recipients)
    letter["Date"] = formatdate(localtime=True)
    letter["Message-ID"] = make_msgid(domain="atlas.invalid")
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    return letter


@contextmanager
def _server(box: Letterbox) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if box.tls:
        with smtplib.SMTP_SSL(box.host, box.port, timeout=SECONDS, context=context) as server:
            yield server
        return
    with smtplib.SMTP(box.host, box.port, timeout=SECONDS) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif box.password:
            raise smtplib.SMTPNotSupportedError
        yield server
