"""What a drop is called that a door writes."""

import pytest

from atlas.model.adding import name_of
from atlas.model.link import Link
from tests.fakes import NOON


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://a.example/", "a.example"), ("http://[::1]:8080/", "--1"), ("http://a.*example/", "a.-example")],
)
def test_a_drop_is_called_after_its_host_so_that_every_disk_takes_it(url, host):
    assert name_of([Link(url)], NOON) == f"{host} 20261123T120000Z.txt"
