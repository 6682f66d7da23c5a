"""`upkeep`: what a timer calls every day, every week and every month."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from atlas.app import App
from atlas.cli.backing import room
from atlas.cli.documenting import untold
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, say, say_json
from atlas.config.secrets import identity_of
from atlas.jobs.upkeep import auditing, daily, monthly, reviewing, weekly
from atlas.jobs.upkeep.rounds import PERIODS, Round, Said, Step

BESIDE = Path(__file__).parents[2]
"""Where Atlas lies as it is handed on: beside its lock and its README, if they are there."""
Steps = Callable[[App], list[Step]]


@click.command("upkeep")
@click.argument("period", type=click.Choice(PERIODS))
@as_json
@click.pass_obj
def upkeep_verb(home: Path, period: str, as_json: bool) -> int:
    """Back up, look through, tidy: each step is told; exit 1 where one needs you. Atlas may be at work meanwhile."""
    app = App(settings_of(home))
    failed = False
    steps = STEPS[period](app)
    for done in Round(app.folders.state, period, steps, app.clock.now, app.clock.monotonic).run():
        failed |= not done.ok
        if as_json:
            say_json(asdict(done))
        else:
            for one in done.told:
                say(f"{'ok  ' if done.ok else 'FAIL'}  {done.step}: {one}")
    return int(failed)


def _daily(app: App) -> list[Step]:
    now, settings = app.clock.now(), app.settings
    return [
        Step("backup", partial(daily.backed_up, app.keeping)),
        Step("check", partial(daily.checked, app.keeping)),
        Step("stuck", partial(daily.stuck, app.folders, settings.retry.lifetime, now)),
        Step("tidy", partial(daily.tidied, app.folders, app.log, settings.journal.keep, now)),
    ]


def _weekly(app: App) -> list[Step]:
    return [
        Step("catalog", partial(weekly.tended, app.catalog, partial(_locked, app))),
        Step("verify", partial(weekly.verified, app.keeping)),
        Step("rotate", partial(weekly.rotated, app.keeping)),
        Step("restore", partial(weekly.restorable, app.keeping, min(weekly.RESTORED, room(app)))),
        Step("trend", partial(weekly.trend, app.catalog, app.clock.now())),
    ]


def _monthly(app: App) -> list[Step]:
    settings, most = app.settings, min(monthly.DRILLED, room(app))
    review = partial(
        monthly.reviewed,
        *(app.keeping, settings.fetch.allow_networks, settings.vitals.free_disk, settings.journal.level),
    )
    return [
        Step("drill", partial(monthly.drilled, app.keeping, most, identity_of(os.environ))),
        Step("settings", review),
        Step("outside", partial(reviewing.seen_from_outside, _chosen(app))),
        Step("modes", partial(reviewing.kept_private, app.folders.state, [identity_of(os.environ)])),
        Step("packages", partial(_packages, app)),
        Step("documents", _documents),
    ]


def _chosen(app: App) -> reviewing.Chosen:
    settings, cookies = app.settings, app.cookies
    listen, over = settings.web.listen, cookies.over()
    listens = "" if listen.is_loopback else str(listen)
    return reviewing.Chosen(listens, settings.alerts.urls, settings.health.ping, cookies.broken, over)


def _packages(app: App) -> Iterator[Said]:
    now, here = app.clock.now(), auditing.installed()
    yield from auditing.python_age(sys.version_info[:2], now.date())
    yield from auditing.unlike_lock(here, BESIDE / auditing.LOCK)
    yield from auditing.unfit(here)
    if place := app.settings.upkeep.advisories:
        yield from auditing.advised(here, auditing.needed(), app.settings.home / Path(place).expanduser(), now)
    else:
        yield Said("No file of advisories is named in [upkeep]: whether a package is unsafe was not looked at.")


def _documents() -> Iterator[Said]:
    group, readme = click.get_current_context().find_root().command, BESIDE / "README.md"
    assert isinstance(group, click.Group)
    wrong = list(untold(group, readme.read_text(encoding="utf-8") if readme.is_file() else ""))
    yield from (Said(one, ok=False) for one in wrong)
    if not wrong:
        yield Said("Every verb and every setting is told of.")


def _locked(app: App) -> AbstractContextManager[object]:
    return app.locked(lambda event: None)


STEPS: dict[str, Steps] = {"daily": _daily, "weekly": _weekly, "monthly": _monthly}
