"""`health`: whether all is well, for a person, a timer or Prometheus."""

from pathlib import Path

import click

from atlas.app import App
from atlas.app.flying import flown
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, say, say_json
from atlas.model.check import State, worst
from atlas.model.health import checks
from atlas.model.metrics import metrics
from atlas.model.moment import written

COLORS = {State.PASS: "green", State.WARN: "yellow", State.FAIL: "red"}


@click.command("health")
@click.option("--metrics", "as_metrics", is_flag=True, help="As Prometheus reads them.")
@click.option("--canary", "canary", is_flag=True, help="Send a drop of Atlas's own through all of it now; exit 0 or 1.")
@as_json
@click.pass_obj
def health_verb(home: Path, as_metrics: bool, canary: bool, as_json: bool) -> int:
    """Say whether all is well, and what to do where it is not; exit 0 pass, 1 warn, 2 fail."""
    if canary:
        return _flown(App(settings_of(home)), as_json)
    facts = App(settings_of(home)).facts()
    found = checks(facts)
    if as_metrics:
        click.echo(metrics(facts), nl=False)
    elif as_json:
        told = {one.name: {"status": one.state.on_disk, "value": one.value, "advice": one.advice} for one in found}
        say_json({"status": worst(found).on_disk, "at": written(facts.now), "version": facts.version, "checks": told})
    else:
        for one in found:
            click.secho(f"{one.state.on_disk:4}", fg=COLORS[one.state], nl=False)
            say(f"  {one.name}: {one.value.rstrip('.')}" + (f". {one.advice}" if one.advice and one.state else ""))
    return int(worst(found))


def _flown(app: App, as_json: bool) -> int:
    came = flown(app)
    if as_json:
        say_json({"whole": not came.failed, "seconds": came.seconds, "reason": came.why})
    else:
        say(came.why or f"The canary came home after {came.seconds:.1f} seconds.")
    return int(bool(came.failed))
