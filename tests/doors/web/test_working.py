"""The pages that tell how it goes: queue, failed, statistics, health, feeds."""

import html
import re
from datetime import timedelta

import pytest
from lxml import html as parsed_html

from atlas.doors.keys import Permission
from atlas.doors.web.pages.failed import EACH, GROUPS, MOST
from atlas.jobs import verbs
from atlas.jobs.health import BEAT
from atlas.model.facts import Facts
from atlas.model.fault import Kind
from atlas.model.heartbeat import Beat
from atlas.model.ticket import Disposition, Ticket
from atlas.model.vitals import Limits
from tests.doors.web.conftest import changed
from tests.doors.web.reader import is_page, reader_of
from tests.fakes import NOON
from tests.house import WELL, fault

READ, WRITE = Permission.READ, Permission.WRITE
DEAD = "failed/dead"
HOSTILE = ["<script>alert(1)</script>.url", "\"><img src=x onerror='x'>.url", "{{ 7 * 7 }}.url", "a\udcff\x1b[2J.url"]


def words(answer):
    """Returns what is to be read on a page, in one line."""
    (main,) = parsed_html.fromstring(answer.content).xpath("//main")
    return " ".join(main.text_content().split())


def fields(answer, action):
    """Returns the fields of the first form of a page that is sent there."""
    form = next(one for one in parsed_html.fromstring(answer.content).forms if one.action == action)
    return {name: value for name, value in form.form_values() if name != "proof"}


def confirmed(reader, **asked):
    """Returns the fields of the form that a person is shown before anything is forgotten."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return fields(reader.get(f"/failed/forget?{query}"), "/failed/forget")


def many_fail(door, count):
    for one in range(count):
        door.fail(f"{one:04}.url")


# The queue


def test_the_queue_shows_what_waits_and_until_when(door):
    door.try_in_vain("slow.url", Kind.TIMEOUT, "No answer in 30 s")
    door.house.drop("new.txt", "https://new.example/")
    answer = reader_of(door).get("/queue")
    assert is_page(answer)
    told = words(answer)
    assert "1 drop in the inbox, 1 to be tried again." in told
    assert told.index("new.txt") < told.index("slow.url")
    assert "https://new.example/" in told
    assert "No answer in 30 s" in told
    assert re.search(r"again in \d+ (seconds|minutes), 23 November 2026, 12:\d\d UTC", told)


def test_an_empty_queue_says_so(door):
    assert "Nothing waits." in words(reader_of(door).get("/queue"))


def test_the_queue_says_who_needs_a_person(door):
    many_fail(door, 2)
    assert "2 need you" in words(reader_of(door).get("/queue"))


def test_the_next_to_be_tried_again_is_shown_first(door):
    door.try_in_vain("late.url", Kind.BLOCKED, "403")
    door.try_in_vain("early.url", Kind.TIMEOUT, "slow")
    told = words(reader_of(door).get("/queue"))
    assert told.index("early.url") < told.index("late.url")


def test_the_queue_goes_on_from_the_inbox_to_what_is_tried_again(door):
    for one in range(60):
        door.house.drop(f"{one:02}.txt", "https://new.example/")
    door.fail("slow.url", "deferred")
    reader = reader_of(door)
    first, second = words(reader.get("/queue")), words(reader.get("/queue?shown=50"))
    assert ("49.txt" in first, "50.txt" in first, "Further" in first) == (True, False, True)
    assert ("50.txt" in second, "slow.url" in second, "Further" in second) == (True, True, False)


@pytest.mark.parametrize(
    ("beat", "told"),
    [
        (None, "No Atlas is at work"),
        (Beat(NOON, NOON, "1", 1, stopped=True), "No Atlas is at work"),
        (Beat(NOON - timedelta(hours=1), NOON, "1", 1), "No Atlas is at work"),
        (Beat(NOON, NOON, "1", 1, flying=3, unrested=2, paused=("disk",)), "3 in flight, 2 not yet at rest; fetching"),
    ],
)
def test_the_queue_says_whether_anybody_works_on_it(door, beat, told):
    if beat:
        (door.house.folders.state / BEAT).write_bytes(beat.dumps())
    assert told in words(reader_of(door).get("/queue"))


# What failed


def test_what_failed_is_shown_by_reason_with_what_to_do(door):
    door.try_in_vain("law.url", Kind.LEGAL, "451")
    door.try_in_vain("gone.url", Kind.ABSENT, "404")
    door.try_in_vain("lost.url", Kind.ABSENT, "404")
    answer = reader_of(door).get("/failed")
    assert is_page(answer)
    told = words(answer)
    assert told.index("Legal needs you 1 drop") < told.index("Absent tried again 2 drops")
    assert html.unescape(Kind.LEGAL.advice) in told
    assert "Retry all 2" in told


def test_nothing_failed_is_good_news(door):
    assert "Nothing has failed." in words(reader_of(door).get("/failed"))


def test_of_a_frequent_reason_a_few_are_shown_and_all_are_a_page_away(door):
    many_fail(door, EACH + 1)
    reader = reader_of(door)
    overview = reader.get("/failed")
    assert words(overview).count(".url") < 20
    (there,) = parsed_html.fromstring(overview.content).xpath("//a[starts-with(text(), 'All 51')]/@href")
    assert words(reader.get(there)).count(".url Retry") == 0
    assert "0049.url" in words(reader.get(there))
    assert "0050.url" in words(reader.get(f"{there}&shown={EACH}"))


def note_reasons(door, count):
    """Lets drops fail, each with a reason of its own and without a fault."""
    for one in range(count):
        door.fail(f"{one:03}.txt")
        ticket = Ticket(f"{one:03}.txt", "sha256:00", NOON, NOON, (), Disposition.DEAD, f"Reason {one:03}\n")
        (door.house.folders.dead / f"{one:03}.txt.atlas.json").write_bytes(ticket.dumps())


def test_of_very_many_reasons_the_first_are_shown_and_the_rest_is_counted(door):
    note_reasons(door, GROUPS + 2)
    told = words(reader_of(door).get("/failed"))
    assert ("Reason 099" in told, "Reason 100" in told) == (True, False)
    assert "And 2 further reasons" in told


def test_a_reason_of_odd_characters_is_found_again(door):
    note_reasons(door, 1)
    reader = reader_of(door)
    assert is_page(reader.get("/failed?state=dead&why=Reason%20000%5Cx0a"))
    assert "count=1" in reader.post("/failed/retry", state="dead", why="Reason 000\\x0a").headers["location"]


def test_a_reason_that_is_gone_is_told_kindly(door):
    answer = reader_of(door).get("/failed?state=dead&why=absent")
    assert is_page(answer, 404)
    assert "Nothing failed so." in words(answer)


@pytest.mark.parametrize("path", ["/failed", "/queue", "/failed/forget?state=deferred&drop={0}"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_a_name(door, path, name):
    door.fail(name, "deferred")
    (one,) = verbs.waiting(door.house.folders, ("deferred",), NOON)
    answer = reader_of(door).get(path.format(httpx_quoted(one.drop)))
    assert is_page(answer)
    assert one.drop in words(answer)
    assert not parsed_html.fromstring(answer.content).xpath("//main//script | //main//img | //*[@onerror]")


def httpx_quoted(text):
    from urllib.parse import quote

    return quote(text, safe="")


def test_hostile_reasons_and_addresses_stay_words(door):
    reason = "<b onclick=x>503</b> \x1b[2J"
    door.try_in_vain("a.url", Kind.LEGAL, reason)
    answer = reader_of(door).get("/failed")
    assert is_page(answer)
    assert "<b onclick=x>503</b>" in words(answer)
    assert not parsed_html.fromstring(answer.content).xpath("//main//b")


@pytest.mark.parametrize("path", ["/queue?shown=-1", "/queue?shown=x", "/failed?state=inbox", "/statistics?days=0"])
def test_what_does_not_fit_is_told_as_a_page(door, path):
    assert is_page(reader_of(door).get(path), 422)


# Trying again


def test_a_drop_is_tried_again_and_the_page_says_so(door):
    door.try_in_vain()
    reader = reader_of(door)
    answer = reader.post("/failed/retry", **fields(reader.get("/failed"), "/failed/retry"))
    assert answer.status_code == 303
    assert door.house.files("inbox") == ["gone.url"]
    assert "1 drop moved back into the inbox" in words(reader.get(answer.headers["location"]))
    assert "With the key both" in door.told[-1].sentence()


def test_from_the_queue_one_comes_back_to_the_queue(door):
    door.try_in_vain()
    reader = reader_of(door)
    answer = reader.post("/failed/retry", **fields(reader.get("/queue"), "/failed/retry"))
    assert answer.headers["location"].startswith("/queue?done=retried")


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/logout", "/queue/../x"])
def test_one_is_sent_nowhere_else(door, back):
    door.fail("gone.url")
    answer = reader_of(door).post("/failed/retry", state="dead", drop="gone.url", back=back)
    assert answer.headers["location"] == "/failed?done=retried&count=1&missed=0"


def test_all_of_one_reason_are_tried_again_and_no_others(door):
    door.try_in_vain("law.url", Kind.LEGAL, "451")
    door.try_in_vain("gone.url", Kind.ABSENT, "404")
    door.try_in_vain("lost.url", Kind.ABSENT, "404")
    answer = reader_of(door).post("/failed/retry", state="deferred", why="absent")
    assert "count=2" in answer.headers["location"]
    assert door.house.files("inbox") == ["gone.url", "lost.url"]
    assert door.house.files(DEAD) == ["law.url"]


def test_of_very_many_some_are_moved_at_once(door):
    many_fail(door, MOST + 1)
    reader = reader_of(door)
    assert f"Retry {MOST} of these" in words(reader.get("/failed"))
    why = fields(reader.get("/failed"), "/failed/retry")["why"]
    assert f"count={MOST}" in reader.post("/failed/retry", state="dead", why=why).headers["location"]
    assert len(door.house.files(DEAD)) == 1


def test_of_two_drops_of_one_name_the_one_is_moved_that_is_meant(door):
    door.fail("gone.url")
    door.fail("gone.url", "deferred")
    reader_of(door).post("/failed/retry", state="deferred", drop="gone.url")
    assert (door.house.files(DEAD), door.house.files("failed/deferred")) == (["gone.url"], [])


@pytest.mark.parametrize("path", ["/failed/retry", "/failed/forget"])
@pytest.mark.parametrize("drop", ["gone.url", "../config.toml", "/etc/passwd", "..", "gone.url.atlas.json", "a\x00"])
def test_what_is_not_there_is_told_kindly(door, path, drop):
    answer = reader_of(door).post(path, state="dead", drop=drop)
    assert is_page(answer, 404)
    assert "is no longer there: it was tried again, taken away or forgotten meanwhile." in words(answer)


def test_a_drop_that_went_while_the_page_was_shown_is_told_kindly(door):
    door.try_in_vain()
    reader = reader_of(door)
    asked, sure = fields(reader.get("/failed"), "/failed/retry"), confirmed(reader, state="deferred", drop="gone.url")
    (door.house.folders.deferred / "gone.url").unlink()
    for path, form in (("/failed/retry", asked), ("/failed/forget", sure)):
        assert is_page(reader.post(path, **form), 404)


@pytest.mark.parametrize("state", ["", "inbox", "processed", ".."])
def test_only_what_failed_is_moved_or_forgotten(door, state):
    door.house.drop("new.txt", "https://new.example/")
    for path in ("/failed/retry", "/failed/forget"):
        assert is_page(reader_of(door, READ, WRITE, name=path[8:]).post(path, state=state, drop="new.txt"), 422)
    assert door.house.files("inbox") == ["new.txt"]


# Forgetting


def test_before_anything_is_forgotten_a_person_is_asked(door):
    door.try_in_vain()
    reader = reader_of(door)
    answer = reader.get("/failed/forget?state=deferred&drop=gone.url")
    assert is_page(answer)
    assert "Forget this drop?" in words(answer)
    assert door.house.files("failed/deferred") == ["gone.url"]


def test_what_a_person_was_asked_about_is_forgotten(door):
    door.try_in_vain()
    reader = reader_of(door)
    answer = reader.post("/failed/forget", **confirmed(reader, state="deferred", drop="gone.url"))
    assert "1 drop forgotten." in words(reader.get(answer.headers["location"]))
    assert door.house.all_files("failed") == []


def test_all_of_one_reason_are_forgotten(door):
    door.try_in_vain("a.url")
    door.try_in_vain("b.url")
    door.try_in_vain("law.url", Kind.LEGAL, "451")
    reader = reader_of(door)
    assert "Forget 2 drops?" in words(reader.get("/failed/forget?state=deferred&why=absent"))
    reader.post("/failed/forget", **confirmed(reader, state="deferred", why="absent"))
    assert door.house.files("failed") == ["dead/law.url"]


def test_what_a_person_was_not_asked_about_is_not_forgotten(door):
    door.try_in_vain("a.url")
    reader = reader_of(door)
    sure = confirmed(reader, state="deferred", why="absent")
    door.try_in_vain("b.url")
    answer = reader.post("/failed/forget", **sure)
    assert is_page(answer, 409)
    assert "Something has changed" in words(answer)
    assert door.house.files("failed/deferred") == ["a.url", "b.url"]
    assert fields(answer, "/failed/forget")["seal"] != sure["seal"]


def test_another_drop_of_the_same_name_is_not_forgotten_for_it(door):
    door.try_in_vain()
    reader = reader_of(door)
    sure = confirmed(reader, state="deferred", drop="gone.url")
    reader.post("/failed/retry", state="deferred", drop="gone.url")
    door.house.ladder.faults["https://676f6e65.example/"] = [fault(Kind.ABSENT, "404 Not Found")]
    door.house.clock.sleep(60)
    door.house.turns()
    assert door.house.files("failed/deferred") == ["gone.url"]
    assert is_page(reader.post("/failed/forget", **sure), 409)
    assert door.house.files("failed/deferred") == ["gone.url"]


def test_without_having_been_asked_nobody_forgets(door):
    door.fail("gone.url")
    assert is_page(reader_of(door).post("/failed/forget", state="dead", drop="gone.url"), 409)
    assert door.house.files(DEAD) == ["gone.url"]


@pytest.mark.parametrize("path", ["/failed/retry", "/failed/forget"])
@pytest.mark.parametrize("proof", ["", "0" * 64])
def test_a_form_of_elsewhere_moves_nothing(door, path, proof):
    door.fail("gone.url")
    reader = reader_of(door)
    sure = confirmed(reader, state="dead", drop="gone.url")
    assert is_page(reader.post(path, proof=proof, **sure), 403)
    assert door.house.files(DEAD) == ["gone.url"]


@pytest.mark.parametrize("path", ["/failed/retry", "/failed/forget"])
def test_a_form_without_a_session_moves_nothing(door, path):
    door.fail("gone.url")
    reader = reader_of(door)
    sure = confirmed(reader, state="dead", drop="gone.url") | {"proof": reader.proof}
    assert door.ask("POST", path, None, data=sure, headers={"Accept": "text/html"}).status_code == 303
    assert door.ask("POST", path, data=sure).status_code == 303
    assert door.house.files(DEAD) == ["gone.url"]


def test_who_may_only_read_has_no_buttons(door):
    door.fail("gone.url")
    reader = reader_of(door, READ)
    for path in ("/failed", "/queue", "/failed/forget?state=dead&drop=gone.url"):
        answer = reader.get(path)
        assert is_page(answer)
        assert not [one for one in parsed_html.fromstring(answer.content).forms if "failed" in (one.action or "")]


# Statistics


def test_statistics_are_plotted_with_a_table_each(door):
    door.keep()
    answer = reader_of(door).get("/statistics")
    assert is_page(answer)
    page = parsed_html.fromstring(answer.content)
    shown = [one.get("aria-labelledby") for one in page.xpath("//main//section[.//*[local-name()='svg']]")]
    assert shown == ["captures-head", "disk-head", "layers-head", "hosts-head"]
    assert len(page.xpath("//main//table")) == len(shown)
    assert "1 page captured" in words(answer)
    assert "2026-11-23" in words(answer)


def test_a_time_is_chosen(door):
    page = parsed_html.fromstring(reader_of(door).get("/statistics?days=7").content)
    assert [one.text for one in page.xpath("//*[@aria-current='true']")] == ["7 days"]


def test_without_a_catalog_statistics_say_why(door):
    door.catalog.close()
    (door.house.folders.state / "catalog.db").unlink()
    assert is_page(reader_of(door).get("/statistics"), 503)


# Health


def facts(**more):
    return Facts(NOON, "1", WELL, Limits(10**9, 75.0, 10**8), **more)


def test_health_is_shown_with_the_worst_first_and_what_to_do(door):
    changed(door, facts=lambda: facts(catalog="a page is damaged", files={"dead": 2}))
    answer = reader_of(door).get("/checks")
    assert is_page(answer)
    told = words(answer)
    assert told.startswith("Something is wrong fail catalog a page is damaged The Atlas that is at work makes")
    assert told.index("fail catalog") < told.index("warn failed") < told.index("pass disk")


def test_where_all_is_well_it_says_so_and_gives_no_advice(door):
    well = facts(beat=Beat(NOON, NOON, "1", 1, bell="hung"), backup_at=NOON)
    told = words(reader_of(changed(door, facts=lambda: well)).get("/checks"))
    assert told.startswith("All is well")
    assert "atlas backup" not in told


def test_hostile_words_in_health_stay_words(door):
    changed(door, facts=lambda: facts(catalog="<script>alert(1)</script>"))
    assert is_page(reader_of(door).get("/checks"))


def test_where_nobody_looks_there_is_no_health(door):
    assert is_page(reader_of(door).get("/checks"), 404)


# Feeds


def test_how_to_subscribe_is_told_with_the_addresses_as_they_are_called(door):
    told = words(reader_of(door).get("/feeds"))
    assert "http://127.0.0.1:7444/feeds/captures" in told
    assert "atlas key add reader --feeds" in told


def test_pages_tell_readers_of_feeds_where_the_feeds_are(door):
    found = parsed_html.fromstring(reader_of(door).get("/").content).xpath("//link[@type='application/atom+xml']/@href")
    assert found == ["/feeds/captures", "/feeds/failures"]


def test_a_key_for_feeds_alone_sees_no_page(door):
    reader = reader_of(door, Permission.FEEDS)
    for path in ("/queue", "/failed", "/statistics", "/checks", "/feeds"):
        assert is_page(reader.get(path), 403)
