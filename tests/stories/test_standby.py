"""Machines that share an archive: one falls silent, another takes over, nothing is lost, little is fetched twice."""

import signal
import socket
import time
import urllib.request
from contextlib import closing

import pytest

from tests.stories.two import lease_in, machines, names_in, serving, until

PAGES = 100
LONG_OVER = 7.0
"""Seconds after which a lease of three is taken over from, where nobody objects."""


@pytest.fixture(scope="module")
def site():
    with serving() as served:
        yield served


@pytest.fixture
def pair(tmp_path):
    with machines(tmp_path, "pi", "mini") as made:
        yield made


def listed(site, word, pages=PAGES):
    return "".join(f"{site.address}/{word}/{number}\n" for number in range(pages))


def asked(site, word):
    return {path: count for path, count in list(site.asked.items()) if path.startswith(f"/{word}/")}


def check(machine, site, word, twice):
    """Every page of the list is kept and told as captured; few were fetched a second time."""
    counts = asked(site, word)
    assert len(counts) == PAGES
    assert sum(counts.values()) - PAGES <= twice
    assert machine.atlas("rebuild").code == 0
    audit = machine.atlas("audit", "--strict", "--json")
    assert audit.lines[-1]["violations"] == []
    assert audit.lines[-1]["captured"] == PAGES


def test_a_list_whose_machine_is_killed_is_finished_by_another_which_then_gives_back(pair, site):
    pi, mini = pair
    pi.start()
    until(lambda: lease_in(pi.share) == (1, "pi"))
    mini.start()
    until(lambda: "stands by" in mini.told)
    (pi.share / "inbox/list.txt").write_text(listed(site, "killed"))
    until(lambda: len(asked(site, "killed")) > PAGES // 3)
    pi.kill()
    killed = time.monotonic()
    until(lambda: lease_in(pi.share) == (2, "mini"))
    assert 2.0 < time.monotonic() - killed < 3.0 * 1.25 + 10.0
    until(lambda: "list.txt" in names_in(pi.share / "processed"))
    pi.start()
    until(lambda: lease_in(pi.share) == (3, "pi"))
    assert "given back" in mini.told
    assert "pi was silent; mini works now" in mini.told
    pi.stop()
    mini.stop()
    check(mini, site, "killed", twice=9)


def test_a_machine_stopped_past_its_lease_is_fenced_when_it_goes_on(pair, site):
    pi, mini = pair
    pi.start()
    until(lambda: lease_in(pi.share) == (1, "pi"))
    mini.start()
    until(lambda: "stands by" in mini.told)
    (pi.share / "inbox/list.txt").write_text(listed(site, "stopped"))
    until(lambda: len(asked(site, "stopped")) > PAGES // 3)
    pi.send(signal.SIGSTOP)
    until(lambda: lease_in(pi.share) == (2, "mini"))
    until(lambda: len(asked(site, "stopped")) > PAGES // 2)
    pi.send(signal.SIGCONT)
    until(lambda: "The lease was lost" in pi.told)
    until(lambda: lease_in(pi.share) == (3, "pi"))
    until(lambda: "list.txt" in names_in(pi.share / "processed"))
    pi.stop()
    mini.stop()
    check(pi, site, "stopped", twice=18)


def test_of_two_that_wait_one_takes_over(tmp_path, site):
    with machines(tmp_path, "pi", "mini", "spare", ttl="2s") as (pi, *others):
        pi.start()
        until(lambda: lease_in(pi.share) == (1, "pi"))
        for one in others:
            one.start()
        until(lambda: all("stands by" in one.told for one in others))
        pi.kill()
        until(lambda: lease_in(pi.share)[0] == 2)
        (pi.share / "inbox/one.url").write_text(f"{site.address}/raced/1\n")
        until(lambda: "one.url" in names_in(pi.share / "processed"))
        assert sum("takes over" in one.told for one in others) == 1
    assert asked(site, "raced") == {"/raced/1": 1}


def test_beside_a_machine_that_works_another_drains_nothing_and_adds_all_the_same(pair, site):
    pi, mini = pair
    pi.start()
    until(lambda: lease_in(pi.share) == (1, "pi"))
    told = mini.atlas("drain")
    assert told.code == 75
    assert "pi works on this archive, epoch 1" in told.err
    assert mini.atlas("add", f"{site.address}/added/1").code == 0
    until(lambda: asked(site, "added") and not names_in(pi.share / "inbox"))
    status = mini.atlas("standby", "status", "--json").lines[0]
    assert (status["holder"], status["epoch"], status["this"]) == ("pi", 1, "mini")
    assert mini.atlas("standby", "yield").code == 66
    assert pi.atlas("health", "--json").out.count("this machine works, epoch 1") == 1
    assert "atlas_lease_epoch 1\n" in pi.atlas("health", "--metrics").out


def test_a_machine_gives_way_on_a_persons_word_and_leaves_the_work_to_the_other(pair):
    pi, mini = pair
    pi.start()
    until(lambda: lease_in(pi.share) == (1, "pi"))
    mini.start()
    until(lambda: "stands by" in mini.told)
    assert pi.atlas("standby", "yield").code == 0
    until(lambda: lease_in(pi.share) == (2, "mini"))
    assert "takes over" not in mini.told
    assert "given away" in pi.told


def test_drains_take_turns_with_one_another(pair, site):
    pi, mini = pair
    for number, one in enumerate((pi, mini, mini, pi)):
        (one.share / f"inbox/{number}.url").write_text(f"{site.address}/turns/{number}\n")
        assert one.atlas("drain", "--wait").code == 0
    assert lease_in(pi.share) == (4, "pi")
    assert len(asked(site, "turns")) == 4


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        return one.getsockname()[1]


def test_a_machine_whose_door_says_that_it_works_is_not_taken_over_however_silent_the_share_is(pair):
    pi, mini = pair
    port = free_port()
    for one in pair:
        one.settings["ATLAS_STANDBY__DOORS"] = f'["http://127.0.0.1:{port}", "http://127.0.0.1:{port}"]'
    pi.start()
    until(lambda: lease_in(pi.share) == (1, "pi"))
    with pi.beside("serve", ATLAS_WEB__LISTEN=f"127.0.0.1:{port}") as door:
        until(lambda: "atlas_lease_epoch 1" in metrics_at(port))
        mini.start()
        until(lambda: "stands by" in mini.told)
        pi.send(signal.SIGSTOP)
        silent = time.monotonic()
        until(lambda: time.monotonic() - silent > LONG_OVER)
        assert lease_in(pi.share) == (1, "pi")
        door.terminate()
        until(lambda: lease_in(pi.share) == (2, "mini"))
    pi.send(signal.SIGCONT)


def metrics_at(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""
