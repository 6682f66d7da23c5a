"""Finding a Python: the best there is, or the very line to type."""

import pytest

from tests.install.conftest import Machine

OLD = "#!/bin/sh\nexit 1\n"
NO_VENV = '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac\n'
UV = '#!/bin/sh\necho "uv $*" >>{log}\n'


def test_without_python_debian_is_told_what_to_type(bare: Machine):
    bare.has("apt-get", OLD)
    done = bare.install("run")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Atlas needs Python 3.11 or newer" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr
    assert not bare.venv.exists()


def test_without_python_a_mac_is_told_what_to_type(bare: Machine):
    bare.has("uname", "#!/bin/sh\necho Darwin\n")
    assert "brew install python" in bare.install().stderr


def test_without_python_any_other_system_is_told_what_is_missing(bare: Machine):
    assert "install Python 3.11 or newer with its venv module" in bare.install().stderr


def test_an_old_python_is_no_python(bare: Machine):
    bare.has("python3", OLD)
    assert "needs Python 3.11 or newer" in bare.install().stderr


@pytest.mark.parametrize(
    ("name", "line"),
    [("python3", "sudo apt install python3 python3-venv"), ("python3.12", "sudo apt install python3.12-venv")],
)
def test_a_python_that_makes_no_environments_is_told_its_package(bare: Machine, name: str, line: str):
    bare.has("apt-get", OLD)
    bare.has(name, NO_VENV)
    stderr = bare.install().stderr
    assert f"{name} is here" in stderr
    assert line in stderr


def test_a_python_that_makes_environments_goes_before_one_that_does_not(bare: Machine):
    bare.has("python3.13", NO_VENV)
    bare.has_python("python3.11")
    assert "(python3.11)" in bare.install("--dry-run").stdout


def test_a_plain_python3_will_do(bare: Machine):
    bare.has_python("python3")
    assert "(python3)" in bare.install("--dry-run").stdout


def test_the_chosen_interpreter_is_the_only_one_asked(machine: Machine):
    done = machine.install(PYTHON="python3.12")
    assert done.returncode == 1
    assert "python3.12 is not" in done.stderr


def test_uv_stands_in_for_a_missing_python(bare: Machine):
    bare.has("uv", UV.format(log=bare.root / "log"))
    done = bare.install("--dry-run")
    assert done.returncode == 0
    assert "uv venv --quiet --allow-existing --python >=3.11" in done.stdout


def test_uv_gives_a_python_its_missing_environment(bare: Machine):
    bare.has("uv", UV.format(log=bare.root / "log"))
    bare.has("python3", NO_VENV)
    assert "--python python3 " in bare.install("--dry-run").stdout
