"""A machine to set Atlas up on: its own PATH, home and checkout, and a Python that only pretends to install."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
TOOLS = ("cat", "chmod", "cp", "dirname", "env", "ln", "ls", "mkdir", "readlink", "rm", "sed", "touch")

PYTHON = """#!/bin/sh
case "$*" in
"-c import pip" | "-c import ensurepip, venv") exit 0 ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && exit ;;
"-m pip "*) ;;
"-m pytest"*) echo "= closing line of $* =" && exit 7 ;;
*) exec {real} "$@" ;;
esac
echo "$*" >>{log}
[ ! -e {log}.refusal ] || exit 1
case "$*" in
*" download "*) echo wheel >{wheels}/one-1.0-py3-none-any.whl ;;
*"-dev.lock") for tool in ruff mypy lint-imports; do cp {tool} "${{0%/*}}/$tool"; done ;;
*" -e "*) cp {atlas} "${{0%/*}}/atlas" ;;
esac
"""

ATLAS = """#!/bin/sh
echo "atlas $* in $ATLAS_HOME" >>{log}
case $1 in
init)
    mkdir -p "$ATLAS_HOME"
    for name in raw processed failed .atlas; do mkdir -p "$ATLAS_HOME/$name"; done
    [ -e "$ATLAS_HOME/config.toml" ] || mkdir -p "$ATLAS_HOME/inbox"
    touch "$ATLAS_HOME/config.toml"
    ;;
config)
    [ ! -e {log}.mistake ] || {{ echo "inbix is not a setting" >&2; exit 78; }}
    for row in "inbox ${{INBOX:-$ATLAS_HOME/inbox}}" "raw $ATLAS_HOME/raw" "failed $ATLAS_HOME/failed" \\
        "state $ATLAS_HOME/.atlas"; do
        printf '{{"key": "paths.%s", "value": "%s"}}\\n' "${{row%% *}}" "${{row#* }}"
    done
    printf '{{"key": "upgrade.source", "value": "%s"}}\\n' "${{SOURCE:-}}"
    ;;
drain) [ -e {log}.deaf ] || cp "$ATLAS_HOME/inbox/self-test.txt" "$ATLAS_HOME/kept" ;;
list) printf '{{"url": "%s", "disposition": "captured", "snapshot": "kept"}}\\n' "$(cat "$ATLAS_HOME/kept")" ;;
doctor) exit 1 ;;
esac
"""


TOOL = """#!/bin/sh
echo "${{0##*/}} $*" >>{log}
[ ! -e {log}.disorder ]
"""


def script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def ran(*command: str | Path, **where: Any) -> subprocess.CompletedProcess[str]:
    """A command that had nothing to read and a minute's time."""
    return subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, **where
    )


@dataclass(frozen=True)
class Machine:
    root: Path
    shell: tuple[str, ...] = ("/bin/sh",)

    @property
    def checkout(self) -> Path:
        return self.root / "checkout"

    @property
    def person(self) -> Path:
        return self.root / "person"

    @property
    def venv(self) -> Path:
        return self.checkout / ".venv"

    @property
    def link(self) -> Path:
        return self.person / ".local/bin/atlas"

    @property
    def log(self) -> str:
        """What the stubs were asked to do since the last look."""
        path = self.root / "log"
        text = path.read_text() if path.exists() else ""
        path.unlink(missing_ok=True)
        return text

    def install(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = (*self.shell, str(self.checkout / "install.sh"), *words)
        env = {"PATH": str(self.root / "bin"), "HOME": str(self.person), **env}
        return ran(*command, cwd=self.root, env=env)

    def has(self, name: str, text: str) -> None:
        """Give the machine one more command."""
        script(self.root / "bin" / name, text)

    def has_python(self, name: str = "python3.13") -> None:
        atlas, tool, log = self.root / "atlas-stub", self.root / "tool-stub", self.root / "log"
        script(atlas, ATLAS.format(log=log))
        script(tool, TOOL.format(log=log))
        wheels = self.checkout / "packages"
        self.has(name, PYTHON.format(real=sys.executable, log=log, atlas=atlas, tool=tool, wheels=wheels))

    def breaks(self, what: str) -> None:
        """Let something fail: pip (refusal), capturing (deaf), the settings (mistake), the checks (disorder)."""
        (self.root / f"log.{what}").touch()


def built(root: Path) -> Machine:
    machine = Machine(root)
    for folder in (root / "bin", machine.checkout, machine.person):
        folder.mkdir()
    for name in ("install.sh", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, machine.checkout)
    for tool in TOOLS:
        (root / "bin" / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    machine.has("uname", "#!/bin/sh\necho Linux\n")
    return machine


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A machine without any Python."""
    return built(tmp_path)


@pytest.fixture
def machine(bare: Machine) -> Machine:
    """A machine with a Python that can make environments."""
    bare.has_python()
    return bare


@pytest.fixture
def umask() -> Iterator[None]:
    """The lax umask of most systems."""
    old = os.umask(0o022)
    yield
    os.umask(old)
