"""Shares as machines see them: one that is the same for all, and one that brings copies late."""

from itertools import count

from atlas.errors import Unkept
from atlas.model.lease import Claim, Sign, View


class OneShare:
    """Everybody sees at once what anybody writes."""

    def __init__(self) -> None:
        self.claims: dict[int, Claim] = {}
        self.signs: dict[str, Sign] = {}
        self.broken = False
        self.looks = 0

    def look(self) -> View:
        self._reach()
        self.looks += 1
        return View(tuple(self.claims.values()), dict(self.signs))

    def claim(self, claim: Claim) -> bool:
        self._reach()
        return self.claims.setdefault(claim.epoch, claim) is claim

    def sign(self, sign: Sign) -> None:
        self._reach()
        self.signs[sign.name] = sign

    def _reach(self) -> None:
        if self.broken:
            raise Unkept("The share does not answer.")


class Copy:
    """One machine's copy: what others write comes later, in any order, and of two claims both stay."""

    def __init__(self) -> None:
        self.claims: dict[tuple[int, str], Claim] = {}
        self.signs: dict[str, Sign] = {}
        self.outgoing: list[tuple[int, Claim | Sign]] = []
        self._numbers = count()

    def look(self) -> View:
        return View(tuple(self.claims.values()), dict(self.signs))

    def claim(self, claim: Claim) -> bool:
        if any(epoch == claim.epoch for epoch, _ in self.claims):
            return False
        self._write(claim)
        return True

    def sign(self, sign: Sign) -> None:
        self._write(sign)

    def take(self, what: Claim | Sign) -> None:
        """Comes from another machine."""
        if isinstance(what, Claim):
            self.claims[what.epoch, what.holder] = what
        elif what.name not in self.signs or self.signs[what.name].beat <= what.beat:
            self.signs[what.name] = what

    def _write(self, what: Claim | Sign) -> None:
        self.take(what)
        self.outgoing.append((next(self._numbers), what))
