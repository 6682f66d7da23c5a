"""The verbs: parse, call, print, exit code. Each verb's module is imported when it is called."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from atlas import __version__
from atlas.errors import AtlasError, unkept
from atlas.model.names import printable

VERBS = {
    "init": "atlas.cli.running",
    "watch": "atlas.cli.running",
    "drain": "atlas.cli.running",
    "add": "atlas.cli.adding",
    "import": "atlas.cli.importing",
    "queue": "atlas.cli.spooling",
    "retry": "atlas.cli.spooling",
    "discard": "atlas.cli.spooling",
    "export": "atlas.cli.exporting",
    "list": "atlas.cli.library",
    "show": "atlas.cli.library",
    "open": "atlas.cli.library",
    "search": "atlas.cli.searching",
    "hosts": "atlas.cli.outside",
    "try": "atlas.cli.outside",
    "read": "atlas.cli.reading",
    "audit": "atlas.cli.care",
    "health": "atlas.cli.health",
    "doctor": "atlas.cli.care",
    "rebuild": "atlas.cli.care",
    "verify": "atlas.cli.backing",
    "backup": "atlas.cli.backing",
    "restore": "atlas.cli.restoring",
    "drill": "atlas.cli.backing",
    "upkeep": "atlas.cli.upkeep",
    "judge": "atlas.cli.judging",
    "serve": "atlas.cli.serving",
    "standby": "atlas.cli.standby",
    "key": "atlas.cli.keys",
    "alerts": "atlas.cli.alerts",
    "secret": "atlas.cli.secret",
    "config": "atlas.cli.care",
    "upgrade": "atlas.cli.upgrading",
}
INTERRUPTED = 130
CONFIG = "config.toml"


class Verbs(click.Group):
    """The verbs, imported one by one: `atlas add` pays for nothing else."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the verbs in the order of the manual."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns a verb, or None where there is none of that name."""
        del ctx
        if cmd_name not in VERBS:
            return None
        with _unswept():
            found = getattr(import_module(VERBS[cmd_name]), f"{cmd_name}_verb")
        assert isinstance(found, click.Command)
        return found


@contextmanager
def _unswept() -> Iterator[None]:
    """Leaves what is made meanwhile unlooked at: modules stay, and to go through them again and again takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="The home to work on, instead of ATLAS_HOME or here.")
@click.version_option(__version__, prog_name="atlas")
@click.pass_context
def atlas(ctx: click.Context, home: Path | None) -> None:
    """Drop a link in a folder; the page is yours for good."""
    # click (8.5) does not know NO_COLOR by itself (no-color.org).
    ctx.color = False if "NO_COLOR" in os.environ else True if "FORCE_COLOR" in os.environ else None
    ctx.obj = home or home_of(os.environ, Path.cwd())


def home_of(environ: "os._Environ[str] | dict[str, str]", here: Path) -> Path:
    """Returns the home: ATLAS_HOME, else here where config.toml lies, else the user's own."""
    if environ.get("ATLAS_HOME"):
        return Path(environ["ATLAS_HOME"])
    if (here / CONFIG).is_file():
        return here
    own = environ.get("XDG_DATA_HOME") or str(Path("~/.local/share").expanduser())
    return Path(own) / "atlas"


def run(words: Sequence[str] | None = None) -> int:
    """Runs the verb of the words, or of the command line; returns the exit code."""
    try:
        code = atlas.main(words, "atlas", standalone_mode=False)
    except AtlasError as error:
        return told(error)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has gone; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return told(unkept(error))
    return code if isinstance(code, int) else 0


def told(error: AtlasError) -> int:
    """Tells what went wrong and what to do about it; returns the exit code."""
    click.echo(f"atlas: {printable_lines(str(error))}", err=True)
    if error.hint:
        click.echo(error.hint, err=True)
    return error.exit_code


def printable_lines(text: str) -> str:
    """Returns a text of several lines, safe for a terminal."""
    return "\n".join(printable(line) for line in text.split("\n"))
