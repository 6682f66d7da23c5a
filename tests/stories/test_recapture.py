"""Pages captured a second time, and cut at any step of it: no reference ever leads to what is not there."""

import hashlib
import shutil
from pathlib import Path
from random import Random

import pytest

from atlas.model.attempt import Ask, Attempt, Page, Try
from atlas.model.exchange import Exchange, Sink
from atlas.model.verdict import Verdict
from tests.house import FakeLadder, House
from tests.stories.cuts import count_steps, cut_at
from tests.stories.power import count_steps as count_power_steps
from tests.stories.power import power_cut_at
from tests.stories.test_cuts import THEN

SAME, EQUAL, NEW, TWIN = (f"https://{one}.example/" for one in ("same", "equal", "new", "twin"))
PAGES = {url: f"<p>{url}</p>".encode() * 99 for url in (SAME, EQUAL, NEW)}
PAGES[TWIN] = PAGES[EQUAL]
DIGESTS = {f"sha256:{hashlib.sha256(body).hexdigest()}" for body in PAGES.values()}
ETAGS = {SAME: 'ETag: "1"\r\n'}


class Site(FakeLadder):
    """Has an ETag for one page; another it sends whole each time, from two addresses; a third has changed."""

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        conditions = ask.known.conditions(ask.url) if ask.known else {}
        unchanged = bool(conditions)
        body = b"" if unchanged else PAGES[ask.url] + (b"!" if ask.known and ask.url == NEW else b"")
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        status = 304 if unchanged else 200
        head = f"HTTP/1.1 {status} Told\r\nContent-Type: text/html\r\n{ETAGS.get(ask.url, '')}\r\n".encode()
        file = sink.body()
        file.write(body)
        asked = "".join(f"{name}: {value}\r\n" for name, value in conditions.items())
        request = f"GET / HTTP/1.1\r\n{asked}\r\n".encode()
        told = (ask.url, self.clock.now(), "192.0.2.1", request, head, status, (), len(body))
        sink.keep(Exchange(*told, unchanged=unchanged), file)
        page = Page(ask.url, "direct", 200, "text/html", len(body), digest, Verdict.PAGE)
        one = Try("direct", self.clock.now(), status, None, "", 3)
        return Attempt(ask.url, (one,), ask.known.again("direct", 304) if unchanged and ask.known else page)


def opened(home: Path, minute: int = 0, *, cut: bool = False) -> House:
    house = House(home, now=THEN.replace(minute=minute))
    house.ladder = Site(house.clock)
    house.open(cut=cut)
    return house


def built(home: Path) -> Path:
    """Three pages in the vault; in the inbox their addresses once more, and a new one that brings one of them."""
    house = opened(home)
    house.drop("first.txt", SAME, EQUAL, NEW)
    house.turns(8)
    house.drop("again.txt", *PAGES)
    house.drop("same.url", SAME)
    return home


def work(home: Path) -> None:
    opened(home, 20, cut=True).turns(8)


def check(house: House) -> None:
    """Every snapshot is whole, gives its page back, and refers to one that has the page itself."""
    kept = {one.path: one.facts for one in house.snapshots()}
    for path, facts in kept.items():
        house.vault.verify(path)
        with house.vault.payload(path) as (_, body):
            assert body.read().rstrip(b"!") == PAGES[facts.url]
        assert not facts.refers_to or kept[facts.refers_to].refers_to == ""
    assert {SAME, EQUAL, NEW} <= {one.url for one in kept.values()}


def settled(house: House) -> None:
    check(house)
    house.turns(8)
    check(house)
    assert {one.facts.url for one in house.snapshots()} == set(PAGES)
    assert house.files("inbox") == house.files("failed") == []


def test_a_page_that_comes_again_is_kept_once(tmp_path):
    work(built(tmp_path / "home"))
    house = opened(tmp_path / "home", 40)
    settled(house)
    first = {one.facts.url: one for one in house.snapshots() if one.facts.captured_at < THEN.replace(minute=10)}
    again = [one.facts for one in house.snapshots() if one.path not in {kept.path for kept in first.values()}]
    assert sorted((one.url, one.status, one.refers_to) for one in again) == sorted(
        [
            (SAME, 304, first[SAME].path),
            (SAME, 304, first[SAME].path),
            (EQUAL, 200, first[EQUAL].path),
            (NEW, 200, ""),
            (TWIN, 200, first[EQUAL].path),
        ]
    )


@pytest.mark.parametrize("after", [False, True])
def test_a_cut_at_any_step_of_a_second_capture_leaves_every_page_whole(scratch, after):
    template = built(scratch / f"template-{after}")
    counted = shutil.copytree(template, scratch / f"counted-{after}")
    steps = count_steps(lambda: work(counted))
    assert steps > 15
    for number in range(1, steps + 1):
        home = shutil.copytree(template, scratch / f"{after}-{number}")
        cut_at(number, lambda home=home: work(home), after=after)
        settled(opened(home, 40, cut=True))


@pytest.mark.parametrize(("seed", "stride"), [(None, 1), (1, 2)])
def test_power_lost_at_any_step_of_a_second_capture_leaves_every_page_whole(scratch, seed, stride):
    template = built(scratch / f"template-{seed}")
    counted = shutil.copytree(template, scratch / f"counted-{seed}" / "home")
    steps = count_power_steps(counted, lambda: work(counted))
    assert steps > 20
    for number in range(1, steps + 1, stride):
        home = shutil.copytree(template, scratch / f"{seed}-{number}" / "home")
        power_cut_at(number, home, lambda home=home: work(home), seed and Random(seed * 1000 + number))
        settled(opened(home, 40, cut=True))


def test_a_first_capture_that_was_taken_away_is_captured_whole_again(tmp_path):
    home = built(tmp_path / "home")
    shutil.rmtree(home / "raw")
    house = opened(home, 20)
    house.index.kept = list(opened(built(tmp_path / "other")).snapshots())
    house.turns(20)
    check(house)
    assert {one.facts.url for one in house.snapshots()} == set(PAGES)
    assert {one.facts.digest for one in house.snapshots() if not one.facts.refers_to} == DIGESTS
