"""Reading the settings: the environment over the file over the defaults, all mistakes told at once."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from datetime import time
from difflib import get_close_matches
from os.path import normpath
from pathlib import Path
from typing import Any

from atlas.config.beside import Web
from atlas.config.places import SECRET
from atlas.config.settings import SECTIONS, Host, Paths, Settings
from atlas.errors import Misconfigured
from atlas.model.names import printable
from atlas.model.url import host_of

FILE = "config.toml"
PREFIX = "ATLAS_"
HIDDEN = "…"
Origin = dict[str, str]
"""Where each key's value came from, by `section.key`: default, file, or the variable's name."""

Table = dict[str, Any]


class Reading:
    """One reading of all settings, its mistakes collected."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []
        self.origin: Origin = {}

    def section(self, name: str, kind: type, table: Table, environ: Mapping[str, str]) -> Any:
        """Returns one section; a mistake leaves the default in its place."""
        known = {one.name: one for one in fields(kind)}
        for unknown in table.keys() - known.keys():
            self.mistakes.append(f"[{name}] {unknown}: there is no such key{_meant(unknown, known)}")
        given: Table = {}
        for key, one in known.items():
            variable = f"{PREFIX}{name}__{key}".upper()
            # Over the file: a container or a unit says it without changing what lies in the home.
            if variable in environ:
                where, value = variable, _from_text(environ[variable])
            elif key in table:
                where, value = "file", table[key]
            else:
                where, value = "default", one.metadata["default"]
            self.origin[f"{name}.{key}"] = where
            self._read(given, one, value, variable if where == variable else f"[{name}] {key}")
        return kind(**given)

    def _read(self, given: Table, one: "Field[Any]", value: Any, where: str) -> None:
        try:
            given[one.name] = one.metadata["read"](value)
        except ValueError as error:
            told = HIDDEN if one.metadata["secret"] else repr(value)
            self.mistakes.append(f"{where} = {told}: {error}")


def load(home: Path, environ: Mapping[str, str]) -> tuple[Settings, Origin]:
    """Returns the settings of a home, and where each came from.

    Raises Misconfigured with all that is wrong, a line each.
    """
    home = home.absolute()
    reading = Reading()
    tables = _tables(home / FILE, reading)
    reading.mistakes += _strangers(environ)
    parts = {name: reading.section(name, kind, tables.get(name, {}), environ) for name, kind in SECTIONS.items()}
    hosts = {
        host_of(f"http://{host}/") or host: reading.section(f'hosts."{host}"', Host, table, {})
        for host, table in tables.get("hosts", {}).items()
    }
    reading.mistakes += _opened(parts["web"])
    if reading.mistakes:
        raise _wrong(home, reading.mistakes)
    placed = Paths(**{one.name: _resolved(home, getattr(parts["paths"], one.name)) for one in fields(Paths)})
    # Only now: whether folders lie in one another shows when all paths are read and resolved.
    reading.mistakes += _nested(placed)
    if reading.mistakes:
        raise _wrong(home, reading.mistakes)
    return Settings(home=home, hosts=hosts, **{**parts, "paths": placed}), reading.origin


def _wrong(home: Path, mistakes: list[str]) -> Misconfigured:
    told = [f"{home / FILE} or the environment is wrong:", *(printable(one) for one in mistakes)]
    return Misconfigured("\n".join(told))


def _resolved(home: Path, path: Path) -> Path:
    # Not resolve(): a link that its owner put there is to be followed each time, wherever it leads by then.
    return Path(normpath(home / path))


def _nested(paths: Paths) -> Iterator[str]:
    """Yields the folders that lie in one another: a sweep of one would take what the other keeps."""
    places = [(one.name, getattr(paths, one.name)) for one in fields(Paths)]
    for name, path in places:
        for other, place in places:
            if name != other and path.is_relative_to(place):
                yield f"[paths] {name}: it lies in {other}; each needs a folder of its own."


def _opened(web: Web) -> Iterator[str]:
    """Yields why the door is not to be where it is told to be: what others reach must be meant so."""
    if not web.listen.is_loopback and not web.hosts:
        yield (
            "[web] listen: other machines could reach the door there, in plain HTTP. Keep it on 127.0.0.1, behind "
            "`tailscale serve` or another tunnel; or name in [web] hosts what they are to call it."
        )
    if web.snapshots and not web.snapshots.is_loopback and web.listen.is_loopback:
        yield "[web] snapshots: other machines could reach it there, and [web] listen not. Keep both on 127.0.0.1."
    if web.snapshots.port == web.listen.port:
        yield "[web] snapshots: captured pages need a port of their own, apart from [web] listen."


def told(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yields every key with its value in words."""
    for name, kind in SECTIONS.items():
        for one in fields(kind):
            value = getattr(getattr(settings, name), one.name)
            shown = _hidden(value) if one.metadata["secret"] else one.metadata["default"] if value is None else value
            yield f"{name}.{one.name}", _words(shown)
    for host, own in settings.hosts.items():
        yield f'hosts."{host}".host_gap', _words(own.host_gap)


def _hidden(value: Any) -> Any:
    """Returns what may be shown of an address that is a secret: its kind, or the name it is kept under."""
    if isinstance(value, tuple):
        return tuple(_hidden(one) for one in value)
    return value if not value or value.startswith(SECRET) else f"{value.partition(':')[0]}:{HIDDEN}"


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_words(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _tables(path: Path, reading: Reading) -> dict[str, Table]:
    try:
        # With or without a byte order mark: Notepad writes one, and tomllib does not take it.
        tables = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Misconfigured(f"{path} does not read: {error}") from error
    known = (*SECTIONS, "hosts")
    for name in list(tables):
        if name not in known:
            reading.mistakes.append(f"[{name}]: there is no such section{_meant(name, known)}")
        elif not isinstance(tables[name], dict):
            reading.mistakes.append(f"{name}: expected a section, [{name}]")
            tables[name] = {}
    for host, table in list(tables.get("hosts", {}).items()):
        if not isinstance(table, dict):
            reading.mistakes.append(f'hosts.{host}: expected a section, [hosts."{host}"]')
            del tables["hosts"][host]
    return tables


def _strangers(environ: Mapping[str, str]) -> Iterator[str]:
    known = {f"{PREFIX}{name}__{one.name}".upper() for name, kind in SECTIONS.items() for one in fields(kind)}
    for variable in environ:
        # A misspelt setting that is passed over is found out weeks later; ATLAS_HOME and the like have no section.
        if variable.startswith(PREFIX) and "__" in variable and variable not in known:
            yield f"{variable}: there is no such setting{_meant(variable, known)}"


def _meant(word: str, known: Any) -> str:
    close = get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]}?" if close else "."


def _from_text(text: str) -> Any:
    if not text.startswith("["):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
