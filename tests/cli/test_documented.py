"""Every verb and every setting is told of."""

import tomllib
from dataclasses import fields
from pathlib import Path

import click

from atlas.cli import atlas
from atlas.cli.documenting import untold
from atlas.config.settings import SECTIONS

ROOT = Path(__file__).parents[2]


def test_every_verb_has_its_help_and_its_place_in_the_readme():
    assert list(untold(atlas, (ROOT / "README.md").read_text())) == []


def test_every_setting_is_in_the_file_that_is_handed_on():
    told = tomllib.loads((ROOT / "config.toml").read_text())
    lines = (ROOT / "config.toml").read_text()
    for section, kind in SECTIONS.items():
        for one in fields(kind):
            assert f"{one.name} = " in lines or one.name in told.get(section, {})


def test_what_nobody_explains_is_found():
    @click.command("odd")
    @click.option("--more")
    def odd(more: str) -> None:
        del more

    group = click.Group("atlas", {"odd": odd})
    assert list(untold(group, "nothing")) == [
        "`atlas odd` has no help.",
        "`atlas odd` is not in the README.",
    ]


def test_the_monthly_round_tells_what_it_looked_at(captured, tmp_path):
    to = {"ATLAS_BACKUP__TO": str(tmp_path / "disk"), "XDG_CONFIG_HOME": str(tmp_path / "own")}
    assert captured.atlas("backup", **to).code == 0
    done = captured.atlas("upkeep", "monthly", "--json", **to)
    steps = {one["step"]: one for one in done.lines}
    assert set(steps) == {"drill", "settings", "outside", "modes", "packages", "documents"}
    assert [name for name, one in steps.items() if not one["ok"]] == []
    assert any("packages are as the lock has them" in one for one in steps["packages"]["told"])


def test_the_weekly_round_restores_a_little(captured, tmp_path):
    to = {"ATLAS_BACKUP__TO": str(tmp_path / "disk")}
    assert captured.atlas("backup", **to).code == 0
    done = captured.atlas("upkeep", "weekly", "--json", **to)
    (restore,) = [one for one in done.lines if one["step"] == "restore"]
    assert (done.code, restore["ok"], "was restored" in restore["told"][0]) == (0, True, True)
