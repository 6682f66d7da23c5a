"""How a message reaches a person: mail and webhooks by itself, a hundred messengers through apprise."""

from atlas.alerts.peers import still_has
from atlas.alerts.ping import ping
from atlas.alerts.sending import send

__all__ = ["ping", "send", "still_has"]
