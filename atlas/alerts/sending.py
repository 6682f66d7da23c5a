"""One message to one address, by whoever knows its kind. An address is a secret: it is never told."""

from importlib.util import find_spec

from atlas.alerts import mail, webhook
from atlas.errors import Unsent
from atlas.model.late import Late

messengers = Late("atlas.alerts.messengers")

WEB = ("http", "https")
MAIL = ("smtp", "smtps")


def send(address: str, title: str, body: str) -> None:
    """Sends a message; raises Unsent where nobody took it, without the address."""
    scheme = address.partition(":")[0].lower()
    if scheme in WEB:
        webhook.post(address, title, body)
    elif scheme in MAIL or (scheme == "mailto" and not address.lower().startswith("mailto://")):
        mail.deliver(address, title, body)
    elif find_spec("apprise"):
        messengers.notify(address, title, body)
    elif scheme == "mailto":
        mail.deliver(address, title, body)
    else:
        raise Unsent(f"An address of the kind {scheme[:20]}: takes the extra atlas-keeper[alerts].")
