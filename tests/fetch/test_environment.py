"""What the environment says about the web is not asked: no proxy, no netrc."""

import os
import subprocess
import sys

from tests.hostile import Hostile

CODE = """
import sys
from pathlib import Path
from atlas.clock import Clock
from atlas.fetch.building import ladder
from tests.fakes import FreeHosts, ask
from tests.fetch.shelf import Shelf
from tests.hostile.town import HERE

rungs = ladder(("direct",), HERE, frozenset(), 5, 10**6, "", False, (), "http://127.0.0.1:1", FreeHosts(), Clock())
print(rungs.climb(ask(sys.argv[1]), Shelf(Path(sys.argv[2]))).captured)
"""


def test_neither_a_proxy_nor_a_password_is_taken_from_the_environment(server, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    with Hostile() as proxy:
        named = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"), proxy.url(""))
        command = [sys.executable, "-c", CODE, server.url("/status/200?from=environment"), str(tmp_path)]
        told = subprocess.run(
            command, env={**os.environ, **named, "NETRC": str(netrc)}, capture_output=True, text=True, check=True
        )
        assert (told.stdout, proxy.requests) == ("True\n", [])
    mine = [one for one in server.requests if b"from=environment" in one]
    assert len(mine) == 1
    assert b"uthorization" not in mine[0]
