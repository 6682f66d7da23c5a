"""One request and its answer."""

from atlas.model.exchange import Exchange
from tests.fakes import NOON


def test_a_header_is_found_whatever_its_case_and_the_first_counts():
    headers = (("Content-Type", "text/html"), ("content-type", "text/plain"))
    exchange = Exchange("https://a.example/", NOON, "192.0.2.1:443", b"", b"", 200, headers, 0)
    assert exchange.header("CONTENT-TYPE") == "text/html"
    assert exchange.header("Location") == ""
