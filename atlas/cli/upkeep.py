"""`upkeep`: what a timer calls every day, every week and every month."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from atlas.app import App
from atlas.cli.backing import room
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, say, say_json
from atlas.config.secrets import identity_of
from atlas.jobs.upkeep import daily, monthly, weekly
from atlas.jobs.upkeep.rounds import PERIODS, Round, Step

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
    ]


def _locked(app: App) -> AbstractContextManager[object]:
    return app.locked(lambda event: None)


STEPS: dict[str, Steps] = {"daily": _daily, "weekly": _weekly, "monthly": _monthly}
