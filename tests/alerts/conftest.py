"""The sinks, for every test that sends."""

import pytest

from tests.alerts.sinks import Mail, Web, serving


@pytest.fixture
def web():
    with serving(Web()) as server:
        yield server


@pytest.fixture
def mail():
    with serving(Mail()) as server:
        yield server
