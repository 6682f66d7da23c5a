"""A release of Atlas: its version, its name beside others, and whether it mends what is dangerous."""

import re
from dataclasses import dataclass

HEAD = re.compile(r"^## \[(\d+(?:\.\d+)*)", re.MULTILINE)
SECURITY = re.compile(r"^### Security\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Release:
    """What was handed over to be installed."""

    version: str
    digest: str

    @property
    def name(self) -> str:
        """What its folder is called: the same version built of other files is another release."""
        return f"{self.version}-{self.digest[:8]}"


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another one."""
    return _order(version) > _order(than)


def is_security(changelog: str, since: str) -> bool:
    """Whether a version after this one has a section "Security" in the changelog."""
    heads = list(HEAD.finditer(changelog))
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(changelog)
        if is_newer(head[1], since) and SECURITY.search(changelog, head.end(), end):
            return True
    return False


def _order(version: str) -> tuple[tuple[int, ...], bool]:
    """Returns what versions are sorted by; 1.2.0a1 and 1.2.0.dev3 come before 1.2.0."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    told = numbers[0] if numbers else "0"
    return tuple(int(one) for one in told.split(".")), version == told
