"""The network of the trouble itself, and a short trouble of it."""

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.netem.cases import LONG, QUICK, chosen
from tests.netem.judging import _is_whole
from tests.netem.naming import NET, address_of, reply
from tests.netem.pages import answer, page
from tests.netem.wire import CALM, CUT, LARGEST, QUEUE, Manner, Way, spoilt, swapped

ROOT = Path(__file__).parents[2]
PACKET = bytes(range(100))
PROGRAMS = ("ip", "iptables", "unshare", "nsenter", "mount")


def missing():
    """Returns what a namespace of one's own wants and this machine has not, or ""."""
    if sys.platform != "linux" or os.geteuid():
        return "only root on Linux has namespaces to give"
    if lacking := [one for one in PROGRAMS if not shutil.which(one)]:
        return f"not installed: {', '.join(lacking)}"
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "no /dev/net/tun"
    done = subprocess.run(["unshare", "--net", "--mount", "iptables", "-w", "-S"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "the kernel gives no namespaces or no packet filter"


def sent(manner, count=1000, packet=PACKET, every=0.0):
    """Returns what comes of so many packets: each with the seconds it took."""
    way = Way(Random(1), manner)
    return [(at - n * every, body) for n in range(count) for at, body in way.comes(packet, n * every)]


def question(name, kind):
    labels = b"".join(bytes([len(one)]) + one.encode() for one in name.split("."))
    return b"\x12\x34\x01\0\0\1\0\0\0\0\0\0" + labels + b"\0" + kind.to_bytes(2, "big") + b"\0\1"


def test_a_calm_wire_carries_all_at_once():
    assert sent(CALM) == [(0.0, PACKET)] * 1000


def test_a_cut_wire_carries_nothing():
    assert sent(CUT) == []


def test_a_wire_loses_the_share_it_is_told_to():
    assert 650 < len(sent(Manner(loss=0.3))) < 750


def test_a_seed_loses_the_same_packets_again():
    assert sent(Manner(loss=0.3, delay=1, jitter=1)) == sent(Manner(loss=0.3, delay=1, jitter=1))


def test_delayed_packets_overtake_each_other_within_the_jitter():
    took = [at for at, _ in sent(Manner(delay=0.2, jitter=0.1))]
    assert min(took) >= 0.1
    assert max(took) <= 0.3
    assert took != sorted(took)


def test_nothing_comes_before_it_was_sent():
    assert min(at for at, _ in sent(Manner(delay=0.1, jitter=0.5))) == 0


def test_some_go_ahead_of_those_that_are_delayed():
    took = [at for at, _ in sent(Manner(delay=1, ahead=0.25))]
    assert 200 < took.count(0.0) < 300
    assert set(took) == {0.0, 1.0}


def test_what_is_doubled_comes_twice():
    assert 1250 < len(sent(Manner(doubled=0.3))) < 1350


def test_what_is_spoilt_has_one_bit_turned():
    turned = int.from_bytes(spoilt(PACKET, Random(1)), "big") ^ int.from_bytes(PACKET, "big")
    assert turned.bit_count() == 1
    assert 250 < sum(body != PACKET for _, body in sent(Manner(spoilt=0.3))) < 350


def test_what_is_swapped_has_the_same_sum_and_is_another():
    packet = bytes(range(256)) * 5
    came = swapped(packet)
    words = [int.from_bytes(one[at : at + 2], "big") for one in (packet, came) for at in range(0, len(packet), 2)]
    assert sum(words[: len(words) // 2]) == sum(words[len(words) // 2 :])
    assert came != packet
    assert came[:120] == packet[:120]
    assert 250 < sum(body != packet for _, body in sent(Manner(swapped=0.3), packet=packet)) < 350
    assert sent(Manner(swapped=1.0)) == sent(CALM)


def test_a_slow_wire_sends_one_after_the_other_and_loses_what_would_wait_too_long():
    took = [at for at, _ in sent(Manner(rate=1000))]
    assert took[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert QUEUE - 0.1 <= max(took) <= QUEUE
    assert len(took) < 1000


def test_a_slow_wire_that_is_not_full_keeps_nothing_waiting():
    assert [at for at, _ in sent(Manner(rate=1000), every=1.0)] == pytest.approx([0.1] * 1000)


def test_what_is_too_wide_is_lost_and_the_rest_is_not():
    way = Way(Random(1), Manner(widest=100))
    assert (way.comes(b"x" * 101, 0.0), way.comes(b"x" * 100, 0.0)) == ([], [(0.0, b"x" * 100)])
    assert Manner().widest == LARGEST


def test_the_resolver_knows_where_a_host_is():
    told = reply(question("h7.example", 1))
    assert told[:4] == b"\x12\x34\x81\x80"
    assert told[6:8] == b"\0\1"
    assert told[-4:] == address_of(7).packed


@pytest.mark.parametrize(("name", "kind"), [("h7.example", 28), ("other.example", 1)])
def test_the_resolver_says_that_it_has_no_such_address(name, kind):
    told = reply(question(name, kind))
    assert (told[3], told[6:8]) == (0x80, b"\0\0")


def test_a_resolver_that_fails_says_so():
    told = reply(question("h7.example", 1), fails=True)
    assert (told[3] & 15, told[6:8]) == (2, b"\0\0")


def test_every_host_is_where_nobody_is():
    assert {address_of(number) in NET for number in range(1000)} == {True}


def test_a_page_is_told_in_four_ways_and_is_the_same():
    heads, bodies = zip(*(answer(number).split(b"\r\n\r\n", 1) for number in range(8, 12)), strict=True)
    assert [b"Content-Length" in one for one in heads] == [True, True, False, False]
    assert bodies[0] == page(8)
    assert gzip.decompress(bodies[1]) == page(9)
    assert bodies[2].endswith(b"\r\n0\r\n\r\n")
    assert bodies[3] == page(11)
    assert page(8) != page(18)


def test_only_the_whole_page_is_whole():
    packed = gzip.compress(page(1))
    assert _is_whole(page(1), 1)
    assert _is_whole(packed, 1)
    assert not _is_whole(page(1)[:-1], 1)
    assert not _is_whole(packed[:-9], 1)
    assert not _is_whole(page(2), 1)


def test_a_short_run_has_quick_cases_only():
    assert chosen("", short=True) == list(QUICK)
    assert [one.name for one in chosen("calm, upstream", short=False)] == ["calm", "cut upstream"]
    assert len({one.name for one in QUICK + LONG}) == len(QUICK + LONG)


def test_pages_come_whole_through_a_network_that_is_unwell():
    if reason := missing():
        pytest.skip(reason)
    words = [sys.executable, "-m", "tests.netem", "--short", "--only", "reordered,doubled"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert "2 cases, 0 violations" in done.stdout, done.stdout + done.stderr
    assert len(re.findall(r" 10/10 ", done.stdout)) == 2
