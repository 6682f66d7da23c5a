"""What tests see of a page: if they were blind, all would seem well."""

import pytest

from atlas.doors.web import Gate, bound, names_at
from tests.chromium import axe, needs_chromium, opened

pytestmark = needs_chromium
PAGE = b"""<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><img src=/missing.png></main>
<script>console.error("told"); alert("asked"); throw new Error("thrown")</script>"""
POLICY = b"default-src 'none'; script-src 'unsafe-inline'"


@pytest.fixture(scope="module")
def site():
    async def app(scope, receive, send):
        headers = [(b"content-type", b"text/html"), (b"content-security-policy", POLICY)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE})

    listening = bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    with opened(Gate(app, names_at(f"127.0.0.1:{port}", port), lambda event: None), listening) as address:
        yield address


def test_what_a_page_does_is_seen(site, tab):
    tab.page.goto(f"{site}/x")
    assert tab.page.title() == "A page"
    assert f"{site}/x" in tab.requests
    assert {"told", "thrown"} <= set(tab.errors)
    assert tab.dialogs == ["asked"]
    assert any("missing.png" in one for one in tab.violations)


def test_what_is_wrong_with_a_page_is_found(site, tab):
    tab.page.goto(f"{site}/x")
    assert [one.partition(":")[0] for one in axe(tab.page)] == ["image-alt"]
