"""What the tests of the archives' layers share: a web that finds everything on loopback, and single layers to ask."""

import ipaddress
from collections.abc import Callable

from atlas.clock import Clock
from atlas.fetch.climb import Climb, Found, Layer
from atlas.fetch.deadline import Deadline
from atlas.fetch.direct import Direct
from atlas.fetch.guard import Guard
from atlas.fetch.ladder import Ladder
from atlas.fetch.memento import TimeGates
from atlas.fetch.visit import Answer
from atlas.fetch.wayback import Wayback
from atlas.fetch.web import Web
from atlas.fetch.wire import trust
from atlas.model import url as urls
from atlas.model.attempt import Ask, Attempt
from tests.archive import Archive
from tests.fakes import FreeHosts, ask
from tests.fetch.shelf import Shelf

AGENT = "Atlas/test"
GONE = "http://gone.example/page?x=1&y=%C3%A9"
TRUST = trust()


def web(hosts: FreeHosts | None = None) -> Web:
    here = [ipaddress.ip_network("127.0.0.1/32")]
    guard = Guard(here, resolve=lambda host, port: [("127.0.0.1", port)])
    return Web(guard, hosts or FreeHosts(), TRUST, AGENT, 5_000_000, Clock())


def nobody(peer: str) -> bool:
    """Takes loopback for the public internet, which it is in these tests."""
    return False


def gates(*templates: str, inside: Callable[[str], bool] = nobody) -> TimeGates:
    return TimeGates(web(), AGENT, templates, inside)


def wayback(archive: Archive, inside: Callable[[str], bool] = nobody) -> Wayback:
    return Wayback(web(), archive.base, f"{archive.base}/wayback/available", inside)


def brought(
    layer: Layer, shelf: Shelf, url: str = GONE, seconds: float = 5, found: tuple[Found, ...] = ()
) -> list[Answer]:
    """Returns what a layer yields until one is good, as the ladder asks."""
    answers: list[Answer] = []
    with Deadline(seconds, Clock()) as deadline:
        for answer in layer.answers(Climb(ask(url), urls.parse(url), shelf, deadline, found)):
            answers.append(answer)
            if answer.fault is None:
                break
    return answers


def climbed(question: Ask, shelf: Shelf, *layers: Layer, seconds: float = 5) -> Attempt:
    """Returns what a ladder brings whose first rung is the page itself."""
    return Ladder([Direct(web()), *layers], seconds, Clock()).climb(question, shelf)
