"""What fails, how it shows, and what may be told of it: one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from atlas.model.fault import Kind
from tests.netem.naming import address_of
from tests.netem.place import Place
from tests.netem.web import RESET
from tests.netem.wire import CALM, CUT, Manner

LINKS = 10
LATE = frozenset({Kind.TIMEOUT, Kind.UNREACHABLE})
"""Nothing came in time: of the host, or of the resolver."""
NOTHING: frozenset[Kind] = frozenset()
REFUSED = frozenset({Kind.UNREACHABLE})
CUT_SHORT = frozenset({Kind.BROKEN_OFF})


@dataclass(frozen=True)
class Case:
    """One trouble."""

    name: str
    faults: frozenset[Kind]
    """Those that may be told of it; none: all is captured as if nothing were."""
    begin: Callable[[Place], None]
    numbers: Sequence[int] = range(100, 100 + LINKS)
    """The pages that are asked for."""
    unharmed: Sequence[int] = ()
    """Those that must be captured meanwhile."""
    outage: bool = False
    """Nothing goes through: links wait, and nothing is told of them."""
    least: int = 0
    """So many links must have met the trouble, or the case shows nothing."""


def over_wire(there: Manner = CALM, back: Manner = CALM) -> Callable[[Place], None]:
    """Returns what has the wire treat what is sent, and what comes back, like that."""
    return lambda place: place.wire.behave(there, back)


def both(manner: Manner) -> Callable[[Place], None]:
    """Returns what has the wire do so in both directions."""
    return over_wire(manner, manner)


def told(word: str) -> Callable[[Place], None]:
    """Returns what has the web or the resolver fail like that."""
    return lambda place: place.told(word)


def filtered(*words: str) -> Callable[[Place], None]:
    """Returns what has the packet filter of the web do so with what comes to its hosts."""
    return lambda place: place.there("iptables", "-w", "-A", "INPUT", "-p", "tcp", "--dport", "80", *words)


def upper(place: Place) -> None:
    """Has every second of the hosts answer to nothing."""
    for number in range(101, 100 + LINKS, 2):
        filtered("-d", str(address_of(number)), "-j", "DROP")(place)


def unplugged(place: Place) -> None:
    """Takes the machine's own link down."""
    place.here("ip", "link", "set", "near", "down")


def narrow(place: Place) -> None:
    """Has the machine believe in its packets' size, which is not that of the way."""
    place.wire.behave(CALM, Manner(widest=1000))


LATENT = partial(Manner, delay=0.05, jitter=0.02)
PACKED = range(101, 101 + 4 * LINKS, 4)
"""Pages that have a checksum of their own: of others nobody could tell."""
UNCLOSED = [number for number in range(100, 100 + 2 * LINKS) if number % 4 != 3][:LINKS]
"""Pages that say where they end: of another nobody could tell that it is not whole."""

# fmt: off
QUICK: tuple[Case, ...] = (
    Case("calm",                    NOTHING, over_wire()),
    Case("loss 1 %",                LATE, both(Manner(loss=0.01))),
    Case("delay 50 ms ± 20",        NOTHING, over_wire(back=LATENT())),
    Case("delay 200 ms ± 100",      NOTHING, over_wire(back=Manner(delay=0.2, jitter=0.1))),
    Case("reordered 25 %",          NOTHING, both(LATENT(ahead=0.25))),
    Case("doubled 30 %",            NOTHING, both(Manner(doubled=0.3))),
)
LONG: tuple[Case, ...] = (
    Case("spoilt 5 %",              LATE, both(Manner(spoilt=0.05))),
    Case("swapped 30 %, unseen",    CUT_SHORT, over_wire(back=Manner(swapped=0.3)), PACKED, least=LINKS // 2),
    Case("loss 10 %",               LATE, both(Manner(loss=0.1))),
    Case("loss 30 %",               LATE, both(Manner(loss=0.3))),
    Case("delay 2000 ms ± 500",     LATE, over_wire(back=Manner(delay=2, jitter=0.5))),
    Case("64 kbit/s",               LATE, over_wire(back=Manner(rate=8000))),
    Case("black hole for size",     LATE, narrow, least=LINKS),
    Case("reset at the door",       REFUSED, filtered("--syn", *RESET), least=LINKS),
    # The end of the handshake may be answered by a reset before anything is asked.
    Case("reset at the request",    REFUSED | CUT_SHORT, filtered("!", "--syn", *RESET), least=LINKS),
    Case("reset in the body",       CUT_SHORT, told("reset"), least=LINKS),
    Case("closed in the body",      CUT_SHORT, told("close"), UNCLOSED, least=LINKS),
    Case("mute after its SYN/ACK",  frozenset({Kind.TIMEOUT}), filtered("!", "--syn", "-j", "DROP"), least=LINKS),
    Case("gone in the body",        frozenset({Kind.TIMEOUT}), told("vanish"), least=LINKS),
    Case("link blinks in the body", LATE, told("blink")),
    Case("half of the hosts gone",  LATE, upper, unharmed=range(100, 100 + LINKS, 2), least=LINKS // 2),
    Case("resolver late",           LATE, told("late")),
    Case("resolver fails",          LATE, told("failing"), outage=True),
    Case("resolver mute",           LATE, told("mute"), outage=True),
    Case("no way out",              LATE, unplugged, outage=True),
    Case("cut upstream",            LATE, both(CUT), outage=True),
)
# fmt: on


def chosen(only: str, *, short: bool) -> list[Case]:
    """Returns the cases whose name has one of these words in it; of a short run only quick ones."""
    words = [word.strip() for word in only.split(",")]
    return [one for one in (QUICK if short else QUICK + LONG) if any(word in one.name for word in words)]
