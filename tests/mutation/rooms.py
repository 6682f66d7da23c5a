"""The rooms whose tests are tested, and which tests belong to each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """Some modules, and what holds them to their word."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "spool": Room(("atlas/spool/*.py",), ("tests/spool", "tests/jobs/test_pairs.py")),
    "files": Room(("atlas/files/*.py",), ("tests/files",)),
    "ticket": Room(("atlas/model/ticket.py", "atlas/model/target.py"), ("tests/model/test_ticket.py",)),
    "guard": Room(
        ("atlas/fetch/guard.py", "atlas/fetch/addresses.py", "atlas/model/url.py"),
        ("tests/fetch/test_guard.py", "tests/fetch/test_addresses.py", "tests/model/test_url.py"),
    ),
    "redactor": Room(("atlas/journal/*.py",), ("tests/journal",)),
    "keys": Room(("atlas/doors/keys.py",), ("tests/doors/test_keys.py",)),
}
