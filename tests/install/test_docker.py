"""The image and its composition, as they are written; deploy/check-docker.sh builds and runs them."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from tests.install.conftest import CHECKOUT, ran

FOLDER = CHECKOUT / "deploy/docker"
COMPOSED = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES = COMPOSED["services"]
OURS = [SERVICES["atlas"], SERVICES["door"]]


def test_capture_has_a_way_out_and_the_door_has_none():
    assert SERVICES["atlas"]["networks"] == ["egress"]
    assert SERVICES["door"]["networks"] == ["api"]
    assert COMPOSED["networks"]["api"] == {"internal": True}
    assert not (COMPOSED["networks"]["egress"] or {}).get("internal")


def test_no_port_of_the_host_is_opened():
    assert [name for name, one in SERVICES.items() if "ports" in one or "network_mode" in one] == []


@pytest.mark.parametrize("service", OURS, ids=["atlas", "door"])
def test_a_container_may_do_least_of_all(service):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "user" not in service


def test_the_door_listens_to_other_machines_only_where_it_is_told_which_names_it_has():
    environ = SERVICES["door"]["environment"]
    assert environ["ATLAS_WEB__LISTEN"] == "0.0.0.0:7444"
    assert json.loads(environ["ATLAS_WEB__HOSTS"])[0] == "door:7444"
    assert "ATLAS_WEB__LISTEN" not in (FOLDER / "Dockerfile").read_text()


def test_tailscale_leads_to_the_door_and_nowhere_else():
    served = json.loads((FOLDER / "tailscale/serve.json").read_text())
    (site,) = served["Web"].values()
    assert site == {"Handlers": {"/": {"Proxy": "http://door:7444"}}}
    assert SERVICES["tailscale"]["networks"] == ["api", "egress"]


def test_a_container_is_given_longer_to_stop_than_what_is_in_flight_may_take():
    assert SERVICES["atlas"]["stop_grace_period"] == "1m"


def test_the_image_is_nobodys_and_says_how_it_is():
    lines = (FOLDER / "Dockerfile").read_text().splitlines()
    assert "USER 10001:10001" in lines
    assert 'ENTRYPOINT ["atlas"]' in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_nothing_of_a_home_gets_into_the_image():
    taken = (CHECKOUT / ".dockerignore").read_text().splitlines()
    assert taken[0] == "*"
    assert {line[1:] for line in taken if line.startswith("!")} == {
        *("atlas", "packages", "requirements.lock", "pyproject.toml", "README.md", "LICENSE"),
    }


def test_hadolint_finds_nothing():
    program = shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not on this machine")
    done = ran(program, Path(FOLDER / "Dockerfile"))
    assert (done.returncode, done.stdout) == (0, "")
