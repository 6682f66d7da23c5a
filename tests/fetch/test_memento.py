"""The memento layer: archives asked through their TimeGates."""

from datetime import UTC, datetime

import pytest

from atlas.errors import BadUrl
from atlas.fetch.memento import REWRITTEN, TimeGates, filled
from atlas.model.fault import Kind
from atlas.model.url import parse
from tests.archive import Archive, Kept
from tests.fakes import NOON, FreeHosts
from tests.fetch.past import AGENT, GONE, brought, gates, nobody, web

OLD = Kept(GONE, "20190101000000", b"old")
NEAR = Kept(GONE, "20261120000000", b"\x00near\xff")
LATER = Kept(GONE, "20300101000000", b"later")


def at(stamp):
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def one(archive, shelf, gate="/web/", **more):
    (answer,) = brought(gates(archive.base + gate), shelf, **more)
    return answer


def test_the_copy_nearest_to_the_drop_is_brought_byte_for_byte(shelf):
    with Archive(OLD, NEAR, LATER) as archive:
        answer = one(archive, shelf)
        assert (answer.fault, answer.memento, answer.notes) == (None, at(NEAR.stamp), ())
        assert (shelf.bodies[-1], answer.sample) == (NEAR.body, NEAR.body)
        assert answer.exchange.url == f"{archive.base}/web/{NEAR.stamp}id_/{GONE}"
        assert answer.asked == f"{archive.base}/web/{GONE}"


@pytest.mark.parametrize("stamps", [("20261101000000", "20261124000000"), ("20261123110000", "20261201000000")])
def test_the_nearest_copy_may_be_older_or_younger_than_the_drop(stamps, shelf):
    with Archive(*(Kept(GONE, stamp) for stamp in stamps)) as archive:
        nearest = min(stamps, key=lambda stamp: abs(at(stamp) - NOON))
        assert one(archive, shelf).memento == at(nearest)


def test_the_wanted_moment_is_asked_for_in_the_words_of_the_standard(shelf):
    with Archive(NEAR) as archive:
        one(archive, shelf)
        asked = [headers for path, headers in archive.requests]
    assert {headers["accept-datetime"] for headers in asked} == {"Mon, 23 Nov 2026 12:00:00 GMT"}
    assert {headers["user-agent"] for headers in asked} == {"Atlas/test"}


def test_every_exchange_is_kept(shelf):
    with Archive(NEAR) as archive:
        one(archive, shelf)
        assert [exchange.url for exchange in shelf.exchanges] == [archive.base + path for path in archive.paths]
    assert [exchange.status for exchange in shelf.exchanges] == [302, 200, 200]
    assert shelf.exchanges[-1].header("x-archive-orig-content-type") == "text/html"


def test_a_template_with_the_time_in_it_is_asked_for_the_exact_bytes_at_once(shelf):
    with Archive(OLD, NEAR) as archive:
        answer = one(archive, shelf, "/web/{time}id_/{url}")
        assert (answer.memento, shelf.bodies[-1]) == (at(NEAR.stamp), NEAR.body)
        assert archive.paths == [f"/web/20261123120000id_/{GONE}", f"/web/{NEAR.stamp}id_/{GONE}"]


def test_an_archive_that_only_shows_its_copies_is_taken_as_it_is_and_noted(shelf):
    with Archive(NEAR) as archive:
        archive.outages["exact"] = "404"
        answer = one(archive, shelf)
    assert (answer.fault, answer.memento, answer.notes) == (None, at(NEAR.stamp), (REWRITTEN,))
    assert answer.sample.endswith(NEAR.body)


def test_a_timegate_may_answer_with_the_copy_itself(shelf):
    with Archive(OLD, NEAR) as archive:
        answer = one(archive, shelf, "/at-once/")
    assert (answer.fault, answer.memento, answer.sample) == (None, at(NEAR.stamp), NEAR.body)


@pytest.mark.parametrize("way", ["id_", "mp_", ""])
def test_of_a_choice_of_copies_the_nearest_is_taken_as_it_was_archived(way, shelf):
    with Archive(OLD, NEAR, LATER) as archive:
        archive.choice = way
        answer = one(archive, shelf, "/choice/")
        assert archive.paths == [f"/choice/{GONE}", f"/web/{NEAR.stamp}id_/{GONE}"]
    assert (answer.fault, answer.memento, answer.sample, answer.notes) == (None, at(NEAR.stamp), NEAR.body, ())


def test_of_a_choice_the_copy_is_taken_as_it_is_shown_where_it_is_only_shown(shelf):
    with Archive(NEAR) as archive:
        archive.outages["exact"] = "404"
        answer = one(archive, shelf, "/choice/")
    assert (answer.fault, answer.memento, answer.notes) == (None, at(NEAR.stamp), (REWRITTEN,))


def test_a_choice_that_leads_nowhere_is_no_copy(shelf):
    with Archive() as archive:
        archive.outages["gate"] = "odd-choice"
        assert one(archive, shelf, "/choice/").exchange is None
        assert len(archive.requests) == 1


def test_a_choice_of_nothing_is_no_copy(shelf):
    with Archive() as archive:
        assert one(archive, shelf, "/choice/").exchange is None


def test_an_archive_without_the_page_says_so(shelf):
    with Archive(Kept("http://other.example/", NEAR.stamp)) as archive:
        answer = one(archive, shelf)
    assert (answer.exchange, answer.fault.kind, answer.fault.status) == (None, Kind.ABSENT, 404)
    assert answer.fault.detail == "127.0.0.1 has no copy of it."


def test_a_page_of_the_archives_own_is_not_taken_for_the_page(shelf):
    with Archive(NEAR) as archive:
        answer = one(archive, shelf, "/live/")
    assert (answer.exchange, answer.memento, answer.fault.kind) == (None, None, Kind.ABSENT)
    assert answer.fault.detail == "127.0.0.1 answered with a page of its own, not with a copy."


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (404, Kind.ABSENT, "404 Not Found"),
        (403, Kind.BLOCKED, "403 Forbidden"),
        (503, Kind.OVERLOADED, "503 Service Unavailable"),
    ],
)
def test_an_archived_failure_is_not_the_page(status, kind, said, shelf):
    with Archive(Kept(GONE, NEAR.stamp, status=status)) as archive:
        answer = one(archive, shelf)
    assert (answer.exchange, answer.fault.kind, answer.fault.status) == (None, kind, status)
    assert answer.fault.detail == f"The copy of 2026-11-20 in 127.0.0.1 only says {said}."


@pytest.mark.parametrize("status", [503, 429])
def test_an_archived_failure_says_nothing_of_the_archive_itself(status, shelf):
    hosts = FreeHosts()
    with Archive(Kept(GONE, NEAR.stamp, status=status)) as archive:
        layer = TimeGates(web(hosts), AGENT, [f"{archive.base}/web/"], nobody)
        assert brought(layer, shelf)[0].fault.status == status
        archive.outages["gate"] = "503"
        brought(layer, shelf)
    assert [fault and fault.kind for _, fault in hosts.heard] == [None, None, Kind.OVERLOADED]


def test_an_archived_riddle_is_not_the_page(shelf):
    with Archive(Kept(GONE, NEAR.stamp, headers={"cf-mitigated": "challenge"})) as archive:
        answer = one(archive, shelf)
    assert (answer.exchange, answer.fault.kind) == (None, Kind.BLOCKED)


@pytest.mark.parametrize(
    ("there", "kind"),
    [
        ("http://gone.example/login?next=/page", Kind.LOGIN),
        ("http://gone.example/users/sign_in", None),
        ("http://gone.example/users/sign-in", Kind.LOGIN),
        ("http://gone.example/", Kind.ABSENT),
        ("https://www.gone.example/", Kind.ABSENT),
        ("https://new.example/pages/logins-and-other-stories", None),
        ("https://new.example/moved", None),
    ],
)
def test_an_archived_redirect_is_followed_but_not_to_a_login_or_a_front_page(there, kind, shelf):
    moved = Kept(GONE, NEAR.stamp, b"moved", 302, leads_to=there)
    with Archive(moved, Kept(there, NEAR.stamp, b"there")) as archive:
        answer = one(archive, shelf, "/web/{time}id_/{url}")
    assert (answer.fault and answer.fault.kind, answer.exchange is None) == (kind, kind is not None)
    assert shelf.bodies[-1] == b"there"


def test_a_copy_of_a_front_page_is_one_where_that_was_asked_for(shelf):
    with Archive(Kept("https://www.gone.example/", NEAR.stamp)) as archive:
        assert one(archive, shelf, url="http://gone.example/").fault is None


def test_the_type_is_the_one_the_site_declared(shelf):
    with Archive(Kept(GONE, NEAR.stamp, media_type="application/pdf", shown_as="text/plain")) as archive:
        answer = one(archive, shelf)
    assert answer.exchange.header("Content-Type") == "application/pdf"
    assert answer.notes == ("Its type is the one its site declared; the archive calls it otherwise.",)
    assert shelf.exchanges[-1].header("Content-Type") == "text/plain"


@pytest.mark.parametrize(
    ("outage", "kind", "said"),
    [
        ("429", Kind.THROTTLED, "127.0.0.1 answered 429 Too Many Requests."),
        ("503", Kind.OVERLOADED, "127.0.0.1 answered 503 Service Unavailable."),
        ("403", Kind.BLOCKED, "127.0.0.1 answered 403 Forbidden."),
        ("not-shown", Kind.BLOCKED, "127.0.0.1 does not show its copies of it."),
        ("hang", Kind.TIMEOUT, "127.0.0.1 did not answer in time."),
        ("drip", Kind.TIMEOUT, "127.0.0.1 did not answer in time."),
        ("cut", Kind.BROKEN_OFF, "127.0.0.1 broke off before the end of the page."),
        ("garbage", Kind.ABSENT, "127.0.0.1 answered with a page of its own, not with a copy."),
    ],
)
def test_an_archive_that_is_out_of_order_says_so_and_the_next_is_asked(outage, kind, said, shelf):
    with Archive(NEAR) as sick, Archive(NEAR) as well:
        sick.outages["gate"] = outage
        layer = gates(f"{sick.base}/web/", f"{well.base}/web/")
        answers = brought(layer, shelf, seconds=1.2 if kind is Kind.TIMEOUT else 5)
    assert (answers[0].exchange, answers[0].fault.kind, answers[0].fault.detail) == (None, kind, said)
    assert (answers[1].fault, answers[1].memento) == (None, at(NEAR.stamp))


def test_an_archive_that_is_not_there_costs_nothing_but_its_turn(shelf):
    with Archive(NEAR) as well:
        answers = brought(gates("http://127.0.0.1:9999/web/", f"{well.base}/web/"), shelf)
    assert [answer.fault and answer.fault.kind for answer in answers] == [Kind.UNREACHABLE, None]


def test_a_template_that_is_no_address_is_told_and_the_next_is_asked(shelf):
    with Archive(NEAR) as well:
        answers = brought(gates("gopher://archive.example/", f"{well.base}/web/"), shelf)
    assert [answer.fault and answer.fault.kind for answer in answers] == [Kind.REFUSED, None]


def test_an_archive_does_not_lead_where_atlas_does_not_go(shelf):
    with Archive(Kept(GONE, NEAR.stamp, b"moved", 302, leads_out="http://169.254.169.254/")) as archive:
        answer = one(archive, shelf)
    assert (answer.exchange, answer.fault.kind) == (None, Kind.REFUSED)
    assert answer.fault.detail.startswith("127.0.0.1 redirects where Atlas does not go.")


def test_a_redirect_out_of_the_archive_brings_no_copy(shelf):
    with Archive() as other, Archive(Kept(GONE, NEAR.stamp, status=302, leads_out=f"{other.base}/live/x")) as archive:
        answer = one(archive, shelf)
        assert other.paths == ["/live/x"]
    assert (answer.exchange, answer.fault.kind) == (None, Kind.ABSENT)


def test_when_the_time_is_over_no_archive_is_asked(shelf):
    with Archive(NEAR) as archive:
        assert brought(gates(f"{archive.base}/web/"), shelf, seconds=0) == []
        assert archive.requests == []


@pytest.mark.parametrize(
    "url",
    ["http://gone.example/?token=1", "http://nas.local/page", "http://192.168.1.4/page", "http://nas/page"],
)
def test_an_address_that_is_not_public_is_told_to_no_archive(url, shelf):
    with Archive(NEAR) as archive:
        answer = one(archive, shelf, url=url)
        assert archive.requests == []
    assert answer.fault.kind is Kind.REFUSED
    assert answer.fault.detail.startswith("Archives are not asked: its ")


def test_without_an_archive_the_layer_is_missing():
    assert gates().missing() == "No archive is named in [archives] timegates."
    assert gates("https://web.archive.org/web/").missing() == ""


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("https://arc.example/web/", "https://arc.example/web/http://a.example/x?y=%C3%A9"),
        ("https://arc.example/{url}/timegate", "https://arc.example/http://a.example/x?y=%C3%A9/timegate"),
        ("https://arc.example/?url={url}", "https://arc.example/?url=http%3A%2F%2Fa.example%2Fx%3Fy%3D%25C3%25A9"),
        ("https://arc.example/{time}id_/", "https://arc.example/20261123120000id_/http://a.example/x?y=%C3%A9"),
        ("https://arc.example/{time}/{url}", "https://arc.example/20261123120000/http://a.example/x?y=%C3%A9"),
    ],
)
def test_a_template_is_filled_with_the_address_and_the_moment(template, address):
    assert filled(template, parse("http://a.example/x?y=é#part"), NOON) == address


def test_an_address_that_gets_too_long_in_a_template_is_refused(shelf):
    with Archive() as archive, pytest.raises(BadUrl):
        parse(filled(f"{archive.base}/web/", parse("http://a.example/" + "x" * 7980), NOON))
