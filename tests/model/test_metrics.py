"""Facts as Prometheus reads them."""

import re
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from atlas.model.canary import Canary
from atlas.model.facts import Oldest, Rate, Tally
from atlas.model.metrics import metrics
from tests.fakes import NOON
from tests.model.test_health import BEAT, HOUR, WELL

TALLY = Tally(
    captured=5,
    failed=2,
    last_at=NOON,
    durations=((0.1, 1), (30.0, 6), (float("inf"), 7)),
    seconds=12.5,
    day=(Rate("direct", 7, 5),),
    week=(Rate("direct", 90, 80),),
    week_hosts=(Rate("secret.example", 9, 0),),
    hosts=(Rate("secret.example", 2, 0),),
)
FLOWN = Canary(3600.0).whole(NOON - HOUR, 2.1).lost(NOON, "It fell.")
LACKING = {"browser": "It is not installed."}
FACTS = replace(WELL, tally=TALLY, oldest=Oldest("a.txt", NOON - HOUR), canary=FLOWN, missing_layers=LACKING)


def samples(facts):
    families = text_string_to_metric_families(metrics(facts))
    return {(one.name, *sorted(one.labels.items())): one.value for family in families for one in family.samples}


@pytest.mark.parametrize(
    ("sample", "value"),
    [
        (("atlas_build_info", ("version", "1")), 1),
        (("atlas_captures_total", ("result", "captured")), 5),
        (("atlas_captures_total", ("result", "failed")), 2),
        (("atlas_capture_duration_seconds_bucket", ("le", "30")), 6),
        (("atlas_capture_duration_seconds_bucket", ("le", "+Inf")), 7),
        (("atlas_capture_duration_seconds_count",), 7),
        (("atlas_capture_duration_seconds_sum",), 12.5),
        (("atlas_queue_files", ("state", "deferred")), 2),
        (("atlas_queue_oldest_seconds",), 3600),
        (("atlas_observer_up",), 1),
        (("atlas_last_success_timestamp_seconds",), NOON.timestamp()),
        (("atlas_backup_last_success_timestamp_seconds",), (NOON - HOUR).timestamp()),
        (("atlas_disk_free_bytes",), 10**10),
        (("atlas_power_ok",), 1),
        (("atlas_last_sweep_timestamp_seconds",), NOON.timestamp()),
        (("atlas_canary_timestamp_seconds",), (NOON - HOUR).timestamp()),
        (("atlas_canary_duration_seconds",), 2.1),
        (("atlas_canary_failures",), 1),
        (("atlas_week_tries", ("layer", "direct")), 90),
        (("atlas_week_good", ("layer", "direct")), 80),
        (("atlas_drill_timestamp_seconds",), (NOON - 24 * HOUR).timestamp()),
        (("atlas_clock_doubtful",), 0),
        (("atlas_layer_missing", ("layer", "browser")), 1),
        (("atlas_certificates_timestamp_seconds",), (NOON - 24 * HOUR).timestamp()),
    ],
)
def test_another_program_reads_what_was_told(sample, value):
    assert samples(FACTS)[sample] == value


def test_a_watch_that_fell_is_down():
    assert samples(replace(FACTS, beat=replace(BEAT, bell="broken")))["atlas_observer_up",] == 0


def test_no_host_and_no_drop_is_named():
    assert not re.search(r"secret|example|a\.txt", metrics(FACTS))


def test_what_is_not_known_is_left_out():
    unknown = {name for name, *_ in samples(replace(FACTS, tally=None, beat=None, backup_at=None))}
    assert not unknown & {"atlas_captures_total", "atlas_observer_up", "atlas_backup_last_success_timestamp_seconds"}


def test_the_lease_is_told_by_the_machine_that_works_while_it_lives():
    active = replace(BEAT, role="active", epoch=7)
    assert samples(replace(WELL, beat=active))["atlas_lease_epoch",] == 7
    for beat in (
        BEAT,
        replace(active, role="standing by"),
        replace(active, stopped=True),
        replace(active, at=NOON - HOUR),
    ):
        assert ("atlas_lease_epoch",) not in samples(replace(WELL, beat=beat))
