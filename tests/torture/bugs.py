"""Faults that a later owner might bring in, planted on purpose: a torture that does not find them all proves little.

Each is planted in a process that ends with it. What it does to the house is what its name says, and nothing else.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from atlas import files
from atlas.catalog import migrating
from atlas.errors import Unkept
from atlas.files import moving, syncing
from atlas.jobs import verbs
from atlas.jobs.reading.desk import Desk
from atlas.jobs.reading.shelf import Shelf
from atlas.jobs.writer import Writer
from atlas.spool import recovery
from atlas.spool.folders import ticket_of
from atlas.spool.settle import Filing, Settlement
from atlas.vault import Vault
from tests import house

SHELF = Filing.run.__globals__["_shelf"]
SYNC, MOVE, WRITE, MIGRATE, RETRY = files.sync, Filing._move, Filing._write, migrating.migrate, verbs.retry


def _nothing(*args: Any, **more: Any) -> None:
    """Leaves a step out."""


def folders_are_not_synced() -> None:
    """What was made, moved or renamed is only in memory."""
    files.sync = lambda files=(), folders=(): SYNC(files)  # type: ignore[assignment]


def bytes_are_not_synced() -> None:
    """What was written is only in memory, its name is durable."""
    files.sync = lambda files=(), folders=(): SYNC((), folders)  # type: ignore[assignment]


def nothing_is_synced() -> None:
    """All is told from memory."""
    files.sync = _nothing  # type: ignore[assignment]


def only_the_first_is_synced() -> None:
    """Of what is to be synced together, one is."""
    files.sync = lambda files=(), folders=(): SYNC([*files, *folders][:1])  # type: ignore[assignment]


def a_failed_sync_is_nothing() -> None:
    """What the disk refused is told as durable."""

    def sync(written: Iterable[Path] = (), folders: Iterable[Path] = ()) -> None:
        with suppress(Unkept):
            SYNC(written, folders)

    files.sync = sync  # type: ignore[assignment]


def a_taken_name_is_taken_again() -> None:
    """Drops and tickets of the same name replace each other."""
    files.unused = lambda path, beside="": path  # type: ignore[assignment]
    files.move = lambda source, target: source.replace(target)  # type: ignore[assignment]
    files.create = lambda path, data, mode=0o600: path.write_bytes(data)  # type: ignore[assignment,misc]


def a_full_disk_is_nothing() -> None:
    """A note that could not be written whole is taken for written."""

    def create(path: Path, data: bytes, mode: int = 0o600) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with suppress(OSError):
            os.write(descriptor, data)
        os.close(descriptor)

    files.create = create  # type: ignore[assignment]


def _order(*steps: str) -> Callable[[Filing], None]:
    def run(filing: Filing) -> None:
        for name in steps:
            if name in {"_sync_notes", "_sync_leftovers", "_sync_moves"}:
                getattr(filing, name)()
            else:
                filing._each(getattr(filing, name, None) or STEPS[name])

    return run


STEPS: dict[str, Callable[[Settlement], None]] = {
    "_publish": Filing.run.__globals__["_publish"],
    "_tidy": Filing.run.__globals__["_tidy"],
}


def _moved(filing: Filing, one: Settlement) -> None:
    """Moves a drop to where nothing stands for it yet."""
    if one.stays:
        return
    shelf = SHELF(filing._folders, one.ticket)
    one.folders += files.make_folder(shelf)
    one.home = files.unused(shelf / one.loaded.entry.name, beside=".atlas.json")
    files.move(one.loaded.entry.at(filing._folders), one.home)


def the_ticket_comes_after_the_move() -> None:
    """For a moment a drop is filed and nothing tells how."""

    def run(filing: Filing) -> None:
        filing._each(filing._verify)
        filing._each(lambda one: _moved(filing, one))
        for one in filing._live:
            if one.stays:
                filing._write(one)
                STEPS["_publish"](one)
            elif one.home:
                filing._write_leftovers(one)
                files.create(ticket_of(one.home), one.ticket.dumps())
        filing._sync_notes()
        filing._each(STEPS["_publish"])
        filing._sync_leftovers()
        filing._sync_moves()
        filing._each(STEPS["_tidy"])

    Filing.run = run  # type: ignore[method-assign]


def leftovers_come_after_the_move() -> None:
    """For a moment what a list had left is nowhere."""
    Filing.run = _order(  # type: ignore[method-assign]
        "_verify", "_write", "_sync_notes", "_move", "_publish", "_sync_leftovers", "_sync_moves", "_tidy"
    )


def notes_are_not_synced() -> None:
    """The move may be durable before the ticket is."""
    Filing._sync_notes = _nothing  # type: ignore[method-assign]


def leftovers_are_not_synced() -> None:
    """The move of a list may be durable before the names of what it had left are."""
    Filing._sync_leftovers = _nothing  # type: ignore[method-assign]


def moves_are_not_synced() -> None:
    """What is told as settled may be back in the inbox."""
    Filing._sync_moves = _nothing  # type: ignore[method-assign]


def leaving_is_synced_first() -> None:
    """For a moment a drop is durably nowhere; nothing makes it again."""
    rank = Filing._rank
    Filing._rank = lambda filing, folder: -rank(filing, folder)  # type: ignore[method-assign]
    recovery._make_again = lambda one: iter(())


def the_old_ticket_goes_first() -> None:
    """For a moment a deferred drop has forgotten its attempts."""

    def move(filing: Filing, one: Settlement) -> None:
        if one.home and one.loaded.ticket:
            files.remove(one.loaded.ticket)
        MOVE(filing, one)

    Filing._move = move  # type: ignore[method-assign]


def a_deferred_ticket_is_written_over() -> None:
    """A cut within the write leaves half of it."""

    def write(filing: Filing, one: Settlement) -> None:
        if one.stays:
            ticket_of(one.loaded.entry.at(filing._folders)).write_bytes(one.ticket.dumps())
        else:
            WRITE(filing, one)

    Filing._write = write  # type: ignore[method-assign]


def a_lost_drop_is_not_made_again() -> None:
    """What a disk lost of a move stays lost."""
    recovery._make_again = lambda one: iter(())


def old_tickets_stay() -> None:
    """A ticket beside nothing is left there."""
    recovery._forget = lambda folders, one: iter(())


def torn_tickets_stay() -> None:
    """What a cut left of a ticket is left there."""
    recovery._orphans = lambda shelf: iter(())


def drafts_stay() -> None:
    """What a cut left of a draft is left there."""
    recovery._sweep_drafts = lambda shelves: iter(())


def scratches_stay() -> None:
    """What a cut left of a capture is left there."""
    Vault.sweep = lambda vault: 0  # type: ignore[method-assign]


def two_places_stay() -> None:
    """A drop that the disk kept in its old place and its new one stays in both."""
    recovery._one_place = lambda folders, shelves: iter(())


def captures_are_not_recognised() -> None:
    """What was kept before a cut and not settled is fetched again."""
    house.kept_of = lambda *args: {}


def progress_is_not_written() -> None:
    """A kill in the middle of a list costs all of it."""

    def note(writer: Writer, claims: Any) -> Any:
        for one in claims:
            yield from one.news
            one.news.clear()

    Writer._note_progress = note  # type: ignore[method-assign]


def progress_is_forgotten_first() -> None:
    """For a moment a list is unsettled and has forgotten how far it came."""
    settle = Writer.settle

    def first(writer: Writer, claims: Any) -> Any:
        for one in claims:
            writer._progress.forget(one.entry, one.loaded.digest)
        yield from settle(writer, claims)

    Writer.settle = first  # type: ignore[method-assign]


def snapshots_are_named_before_they_are_synced() -> None:
    """The vault may have a name without its bytes."""

    def sync(written: Iterable[Path] = (), folders: Iterable[Path] = ()) -> None:
        SYNC([one for one in written if ".incoming" not in str(one)], folders)

    files.sync = sync  # type: ignore[assignment]


def days_are_not_synced() -> None:
    """What is told as captured may have no name after a cut."""
    Vault._sync_folders = _nothing  # type: ignore[method-assign]


def it_is_told_before_it_is_so() -> None:
    """A page is told as captured before the disk has it."""
    commit = Writer.commit

    def early(writer: Writer, group: Any, done: Any = ()) -> Any:
        from_memory = files.sync
        files.sync = _nothing  # type: ignore[assignment]
        told = list(commit(writer, group, done))
        files.sync = from_memory
        yield from told
        SYNC(folders=[writer._folders.raw])

    Writer.commit = early  # type: ignore[method-assign]


def articles_are_not_synced() -> None:
    """A row may name a file that the disk has half of."""

    def sync(written: Iterable[Path] = (), folders: Iterable[Path] = ()) -> None:
        SYNC([one for one in written if "articles" not in str(one)], folders)

    files.sync = sync  # type: ignore[assignment]


def the_needless_article_goes_first() -> None:
    """For a moment the row names a file that is gone."""
    put = Shelf.put

    def first(shelf: Shelf, group: Any) -> Any:
        placed = put(shelf, group)
        shelf.tidy(placed)
        return placed

    Shelf.put = first  # type: ignore[method-assign]


def twins_of_articles_stay() -> None:
    """Of two files that a cut left of one article both stay."""
    Desk.mend = _nothing  # type: ignore[method-assign]


def migrations_are_not_whole() -> None:
    """A cut within a migration leaves half of a layout."""

    def migrate(database: Any, migrations: Path) -> None:
        database.atomic = lambda *args, **more: nullcontext()
        MIGRATE(database, migrations)

    migrating.migrate = migrate


def a_retry_loses_its_ticket_first() -> None:
    """For a moment a dead drop has forgotten why."""

    def retry(folders: Any, one: Any) -> Path:
        files.remove(ticket_of(one.path))
        return RETRY(folders, one)

    verbs.retry = retry


def a_copy_is_not_synced() -> None:
    """Between two file systems the source goes before the copy is durable."""
    across = moving._move_across
    moving._move_across = lambda source, target: across(source, target, _nothing)


def whole_file_systems_are_not_synced() -> None:
    """The one call for a group does nothing."""
    syncing._sync_whole = _nothing


BUGS: tuple[Callable[[], None], ...] = (
    folders_are_not_synced,
    bytes_are_not_synced,
    nothing_is_synced,
    only_the_first_is_synced,
    a_failed_sync_is_nothing,
    a_taken_name_is_taken_again,
    a_full_disk_is_nothing,
    the_ticket_comes_after_the_move,
    leftovers_come_after_the_move,
    notes_are_not_synced,
    leftovers_are_not_synced,
    moves_are_not_synced,
    leaving_is_synced_first,
    the_old_ticket_goes_first,
    a_deferred_ticket_is_written_over,
    a_lost_drop_is_not_made_again,
    old_tickets_stay,
    torn_tickets_stay,
    drafts_stay,
    scratches_stay,
    two_places_stay,
    captures_are_not_recognised,
    progress_is_not_written,
    progress_is_forgotten_first,
    snapshots_are_named_before_they_are_synced,
    days_are_not_synced,
    it_is_told_before_it_is_so,
    articles_are_not_synced,
    the_needless_article_goes_first,
    twins_of_articles_stay,
    migrations_are_not_whole,
    a_retry_loses_its_ticket_first,
    a_copy_is_not_synced,
    whole_file_systems_are_not_synced,
)


def name_of(bug: Callable[[], None]) -> str:
    """Returns what a bug is called in a report."""
    return bug.__name__.replace("_", " ")
