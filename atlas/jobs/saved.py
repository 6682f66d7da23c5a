"""A page that a person's own program saved, taken into the vault as it is: a capture without network."""

import io
from dataclasses import replace
from datetime import datetime

from atlas import files
from atlas.errors import Damaged, Unfit
from atlas.jobs.claim import Errand
from atlas.model.attempt import SAVED, Attempt, Page, Try
from atlas.model.snapshot import Facts
from atlas.model.target import Disposition, Target
from atlas.model.verdict import RULES, Verdict
from atlas.spool.entry import digest_of
from atlas.vault import Sealed, Vault

CHANGED = "The file was changed while it was kept."


def attempt_of(errand: Errand, size: int, at: datetime) -> Attempt:
    """Returns the one try there is: the file was there."""
    url, page = errand.target.url, errand.claim.loaded.page
    assert page
    found = Page(url, SAVED, 200, page.media_type, size, errand.claim.loaded.digest, Verdict.PAGE, rules=RULES)
    return Attempt(url, (Try(SAVED, at, None, None, "", 0, size=size),), page=found)


def bytes_of(errand: Errand) -> bytes | None:
    """Returns the page's bytes, or None where they are no longer those that were read."""
    loaded = errand.claim.loaded
    try:
        stamp, data = files.read(loaded.folder, loaded.entry.path)
    except (OSError, Unfit):
        return None
    return data if (stamp, digest_of(data)) == (loaded.stamp, loaded.digest) else None


def is_kept(vault: Vault, place: str, errand: Errand) -> bool:
    """Whether a snapshot is of the same file, saved from the same address."""
    try:
        facts = vault.facts(place)
    except Damaged:
        return False
    return (facts.layer, facts.url, facts.digest) == (SAVED, errand.target.url, errand.claim.loaded.digest)


def sealed(vault: Vault, data: bytes, facts: Facts) -> Sealed:
    """Returns the page in a scratch file; raises Unkept where the disk does not take it."""
    scratch = vault.scratch(SAVED)
    try:
        scratch.take(facts.url, facts.captured_at, facts.media_type, io.BytesIO(data))
        # It has no status: nobody answered.
        return scratch.seal(replace(facts, status=None))
    # Interruption, too: a scratch without an owner would lie there until the next start.
    except BaseException:
        scratch.discard()
        raise


def changed(errand: Errand) -> Target:
    """Returns the target of a page whose file is another one now: due at once, unless settling finds the same."""
    return replace(errand.target, disposition=Disposition.DEFERRED, reason=CHANGED, retry_at=None)
