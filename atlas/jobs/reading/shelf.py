"""The articles' folder: files a person reads, and may change.

What a person changed is never touched: a newer reading is put beside it. Files come in groups: all bytes are
synced before any has its name, all names before a row mentions them, so that a file with a name is always whole.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from atlas import files
from atlas.errors import Damaged, Unfit, unkept
from atlas.model.article import READER, Article
from atlas.model.article_file import LARGEST, Origin, fields_in, id_in, name_of, untouched, written


@dataclass(frozen=True)
class Lying:
    """A file that is there already for a snapshot."""

    path: Path
    snapshot: str
    """As its head names it; "" for an empty file."""
    digest: str
    """Of the text that Atlas wrote."""
    own: bool
    """Whether it is as Atlas wrote it."""
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Placed:
    """Where an article's file is, and the file of Atlas's own that it makes needless, if any."""

    path: str
    """Relative to the folder."""
    digest: str
    """Of the text as Atlas wrote it."""
    needless: Path | None = None


@dataclass(frozen=True)
class Placing:
    """Where an article's file is to be, and the file of Atlas's own that gives way to it."""

    target: Path
    data: bytes = field(repr=False)
    own: Path | None = None
    settled: bool = False
    """Whether what is there says it all already."""


class Shelf:
    """The folder of articles. One thread puts files there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: set[Path] = set()

    def put(self, group: Sequence[tuple[Origin, Article, str]]) -> list[Placed]:
        """Makes articles durable as files, all together; returns where each is.

        With each comes where an earlier reading of it lies, or "". Raises Unkept where the disk does not take them:
        then some may be there, and the same again does no harm.
        """
        drafts: list[Path] = []
        try:
            placings = [self._placing(*one) for one in group]
            new = [one for one in placings if not one.settled]
            drafts += (files.draft(one.target.parent, one.data) for one in new)
            # All bytes, then all names, then (by the caller) all rows: a file with a name is always whole.
            files.sync(drafts)
            homes = [_published(draft, one) for draft, one in zip(drafts, new, strict=True)]
        except OSError as error:
            raise unkept(error) from error
        finally:
            for draft in drafts:
                with suppress(OSError):
                    files.remove(draft)
        self._sync_folders({one.parent for one in homes})
        return [self._placed(one, homes) for one in placings]

    def tidy(self, placed: Sequence[Placed]) -> None:
        """Removes what is needless once rows name the new files; a cut before that is mended."""
        for one in placed:
            if one.needless:
                with suppress(OSError):
                    files.remove(one.needless)

    def mend(self, named: Callable[[str], str]) -> int:
        """Removes the second of two files that a cut left of one article; returns how many.

        Of each snapshot `named` tells the file that its row names: that one stays. Nothing of a person's is removed.
        """
        removed = 0
        for paths in self._twins():
            own = [one for path in paths if (one := self._look(path)) and one.own and one.snapshot]
            for snapshot in {one.snapshot for one in own}:
                twins = sorted(one.path for one in own if one.snapshot == snapshot)
                told = self._root / named(snapshot)
                for path in twins if len(twins) > 1 else ():
                    if path != (told if told in twins else twins[-1]):
                        with suppress(OSError):
                            files.remove(path)
                            removed += 1
        return removed

    def _twins(self) -> Iterator[list[Path]]:
        by_id: dict[str, list[Path]] = {}
        try:
            for one in files.scan(self._root, lambda name: not id_in(name), lambda name: name.startswith(".")):
                path = self._root / one.path
                by_id.setdefault(id_in(path.name), []).append(path)
        except FileNotFoundError:
            return
        yield from (paths for paths in by_id.values() if len(paths) > 1)

    def _placed(self, placing: Placing, homes: list[Path]) -> Placed:
        if placing.settled:
            return Placed(self._told(placing.target), _digest(placing.data))
        home = homes.pop(0)
        return Placed(self._told(home), _digest(placing.data), placing.own if placing.own != home else None)

    def _placing(self, origin: Origin, article: Article, known: str) -> Placing:
        folder = self._root / origin.month
        self._prepare(folder)
        data, name = written(origin, article, READER), name_of(origin, article.metadata.title)
        lying = [one for path in self._candidates(folder, origin.id, known) if (one := self._look(path))]
        lying = [one for one in lying if one.snapshot in {origin.snapshot, ""}]
        own = next((one for one in lying if one.own), None)
        if own:
            # A name without the id is a person's, and links lead to it.
            is_named = id_in(own.path.name) != origin.id
            target = own.path if is_named else _free(own.path.parent / name, own.path)
            return Placing(own.path, data, settled=True) if own.data == data else Placing(target, data, own.path)
        # A person's own version of this very text: there is nothing new to put beside it.
        same = next((one.path for one in lying if one.digest == _digest(data)), None)
        return Placing(same, data, settled=True) if same else Placing(_free(folder / name), data)

    def _candidates(self, folder: Path, digits: str, known: str) -> list[Path]:
        names = [name for name in files.names_in(folder) if id_in(name) == digits]
        found = [folder / name for name in sorted(names, key=lambda name: (len(name), name))]
        return list(dict.fromkeys([*([self._root / known] if known else []), *found]))

    def _look(self, path: Path) -> Lying | None:
        try:
            _, data = files.read(self._root, path.relative_to(self._root).as_posix(), LARGEST)
            if not data:
                return Lying(path, "", "", own=True, data=data)
            fields, _ = fields_in(data)
        except (OSError, Unfit, Damaged):
            return None
        return Lying(path, str(fields["snapshot"]), str(fields.get("digest")), untouched(data), data)

    def _prepare(self, folder: Path) -> None:
        if folder in self._known and folder.is_dir():
            return
        self._known.discard(folder)
        files.make_folder(folder)
        # Once a folder and process: drafts that a cut left there.
        for name in files.names_in(folder):
            if files.is_draft(name):
                files.remove(folder / name)

    def _sync_folders(self, folders: set[Path]) -> None:
        # A folder that a cut left is there, but perhaps only in memory: each is synced from the root once.
        fresh = [one for one in folders if one not in self._known]
        above = {one for folder in fresh for one in folder.parents if one.is_relative_to(self._root)}
        files.sync(folders=[*sorted(above), *sorted(folders)])
        self._known.update(fresh)

    def _told(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _published(draft: Path, placing: Placing) -> Path:
    if placing.own == placing.target:
        files.publish(draft, placing.target, replace=True)
        return placing.target
    target = placing.target
    while True:
        try:
            files.publish(draft, target)
        except FileExistsError:
            target = _free(target)
        else:
            return target


def _digest(data: bytes) -> str:
    return str(fields_in(data)[0]["digest"])


def _free(path: Path, own: Path | None = None) -> Path:
    """Returns the path, or its first numbered variant, at which nothing lies but a file of Atlas's own."""
    numbered = (path if number == 1 else path.with_name(f"{path.stem}~{number}{path.suffix}") for number in count(1))
    return next(one for one in numbered if one == own or (not one.is_symlink() and not one.exists()))
