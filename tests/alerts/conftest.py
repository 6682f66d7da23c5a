"""The sinks, for every test that sends."""

import pytest

from tests.alerts.sinks import Mail, Web
from tests.answering import answering


@pytest.fixture
def web():
    with answering(Web()) as server:
        yield server


@pytest.fixture
def mail():
    with answering(Mail()) as server:
        yield server
