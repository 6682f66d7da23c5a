"""Homes with real snapshots, tickets, articles and a catalog, and what keeps them safe."""

from datetime import timedelta
from pathlib import Path

from atlas.catalog import Catalog
from atlas.jobs.agreeing import agree
from atlas.jobs.articles import readings_in
from atlas.jobs.audit import Audit
from atlas.jobs.backup.restoring import Restore, restore_catalog
from atlas.jobs.backup.store import Store
from atlas.jobs.keeping import Keeping
from atlas.jobs.recovery import recovered
from atlas.model import article_file
from atlas.model.article import Article, Metadata
from atlas.model.article_file import Origin
from atlas.model.fault import Kind
from atlas.model.rotation import Rotation
from atlas.spool import Folders, Progress
from atlas.vault import Vault
from tests.fakes import FakeClock
from tests.house import House, fault

GOOD, GONE, SLOW = (f"https://{one}.example/" for one in ("good", "gone", "slow"))
KEEP = Rotation(7, 4, 12)


def same(snapshot):
    return snapshot


def opened(folders: Folders) -> Catalog:
    return Catalog(folders.state / "catalog.db")


def built(home: Path, pages: int = 3) -> House:
    """A house with captures, an article of each, one deferral, one death, a list under way, and a catalog of it all."""
    house = House(home, {GONE: [fault(Kind.LEGAL)] * 9, SLOW: [fault(Kind.OVERLOADED)] * 9})
    house.drop("gone.url", GONE)
    house.drop("slow.url", SLOW)
    for number in range(pages):
        house.drop(f"{number}.url", f"{GOOD}{number}")
    while house.files("inbox"):
        house.turns(4)
    house.drop("new.url", f"{GOOD}new")
    (home / "config.toml").write_text('[retry]\nlull = "10m"\n')
    (house.folders.state / "hosts.json").write_text('{"format": 1, "heard": [], "hosts": {}}')
    for one in house.snapshots():
        write_article(house.folders, one)
    private(home)
    catalog = opened(house.folders)
    catalog.note([], [])
    agree(house.folders, house.vault, catalog, same)
    catalog.close()
    return house


def write_article(folders: Folders, snapshot, text="Coolness is everything.") -> Path:
    at = snapshot.facts.captured_at.isoformat()
    told = Origin(snapshot.id, f"raw/{snapshot.path}", snapshot.facts.url, snapshot.facts.url, at, "direct", "page")
    article = Article(text, Metadata(title="Cooling a chip"))
    path = folders.articles / told.month / article_file.name_of(told, "Cooling a chip")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(article_file.written(told, article, 1))
    return path


def private(home: Path) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def keeping(folders: Folders, clock=None, to="", sealed_to="", rotation=KEEP) -> Keeping:
    return Keeping(folders, opened(folders), clock or FakeClock(), same, to, rotation, sealed_to, "here", "1")


def backed_up(house: House, to: Path, **more) -> Store:
    """Makes a set; the clock goes on by a day."""
    kept = keeping(house.folders, house.clock, str(to), **more)
    list(kept.back_up())
    kept.catalog.close()
    house.clock.jump(timedelta(days=1))
    return Store(to)


def folders_of(home: Path) -> Folders:
    return Folders(home, home / "inbox", home / "raw", home / "processed", home / "failed", home / ".atlas")


def restored(store: Store, home: Path, opening=None, named="") -> Restore:
    """Restores as the verb does."""
    folders = folders_of(home)
    folders.make()
    vault, catalog, manifest = Vault(folders.raw), opened(folders), store.set(named)
    pieces = store.pieces(manifest, opening)
    restore = Restore(store, folders, opening)
    list(restore.run(pieces))
    list(recovered(folders, vault, Progress(folders.progress), manifest.begun))
    list(restore_catalog(restore, pieces, folders, vault, catalog, same))
    catalog.close()
    return restore


def violations(home: Path) -> list[str]:
    folders = folders_of(home)
    catalog = opened(folders)
    found = list(Audit(folders, Vault(folders.raw), catalog, lambda: readings_in(folders), strict=True).run())
    catalog.close()
    return found


def contents(home: Path, *roots: str) -> dict[str, bytes]:
    """Returns what lies in these folders of a home."""
    return {
        one.relative_to(home).as_posix(): one.read_bytes()
        for root in roots or ("inbox", "raw", "processed", "failed")
        for one in (home / root).rglob("*")
        if one.is_file() and "/." not in one.relative_to(home).as_posix()
    }
