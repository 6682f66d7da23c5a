"""What a person is told of, through a file, to every address."""

from datetime import timedelta

import pytest

from atlas.errors import Unsent
from atlas.jobs.crier import Crier
from atlas.jobs.outbox import MOST, Letter, Outbox
from atlas.journal import redacted
from atlas.model.alerting import GATHER, Message
from atlas.model.event import Alerted, Died, Noticed
from tests.fakes import NOON

FULL = Alerted("The disk is nearly full.", about="disk")
ROOM = Noticed("There is room again.", about="disk")
TITLE = "Atlas on pi: The disk is nearly full."


class Post:
    """Takes what is sent, but for addresses that are down."""

    def __init__(self):
        self.taken = []
        self.down = set()
        self.asked = 0

    def __call__(self, address, title, body):
        self.asked += 1
        if address in self.down:
            raise Unsent("It is down.")
        self.taken.append((address, title, body))

    @property
    def titles(self):
        return [title for _, title, _ in self.taken]


@pytest.fixture
def post():
    return Post()


def crier_of(state, clock, post, *addresses):
    told = (post, clock.now, clock.monotonic, redacted, "pi")
    return Crier(state, addresses or ("a:",), timedelta(hours=1), *told)


def test_what_needs_a_person_is_sent_at_once_and_its_end_too(tmp_path, clock, post):
    crier = crier_of(tmp_path, clock, post)
    crier.hear(FULL)
    assert list(crier.turn()) == []
    crier.hear(ROOM)
    list(crier.turn())
    assert post.titles == [TITLE, "Atlas on pi: Over: The disk is nearly full."]
    assert not (tmp_path / "alerts.jsonl").exists()


def test_what_was_told_is_remembered_over_a_restart(tmp_path, clock, post):
    first = crier_of(tmp_path, clock, post)
    first.hear(FULL)
    list(first.turn())
    second = crier_of(tmp_path, clock, post)
    second.hear(FULL)
    list(second.turn())
    assert post.titles == [TITLE]
    second.hear(ROOM)
    list(second.turn())
    assert len(post.taken) == 2


def test_what_was_heard_and_not_told_yet_is_remembered_too(tmp_path, clock, post):
    first = crier_of(tmp_path, clock, post)
    first.hear(Died("https://a.example/", "a.url", "gone", "It is gone."))
    first.save()
    clock.sleep(GATHER.total_seconds())
    list(crier_of(tmp_path, clock, post).turn())
    assert post.titles == ["Atlas on pi: A link could not be captured."]
    assert "a.url" in post.taken[0][2]


def test_offline_and_a_restart_lose_no_message(tmp_path, clock, post):
    post.down = {"a:"}
    crier = crier_of(tmp_path, clock, post)
    crier.hear(FULL)
    assert [one.name for one in crier.turn()] == ["warned"]
    post.down = set()
    list(crier_of(tmp_path, clock, post).turn())
    assert post.titles == [TITLE]


def test_an_address_that_is_down_is_asked_more_and_more_rarely_and_holds_up_no_other(tmp_path, clock, post):
    post.down = {"a:"}
    crier = crier_of(tmp_path, clock, post, "a:", "b:")
    crier.hear(FULL)
    list(crier.turn())
    assert [address for address, _, _ in post.taken] == ["b:"]
    for _ in range(240):
        clock.sleep(60)
        list(crier.turn())
    assert 5 < post.asked < 12
    post.down = set()
    clock.sleep(3600)
    list(crier.turn())
    assert [address for address, _, _ in post.taken] == ["b:", "a:"]


def test_a_message_for_nobody_or_too_old_is_not_kept(tmp_path, clock, post):
    post.down = {"a:"}
    crier = crier_of(tmp_path, clock, post)
    crier.hear(FULL)
    list(crier.turn())
    clock.sleep(8 * 86_400)
    list(crier.turn())
    assert Outbox(tmp_path / "alerts.jsonl").letters() == []


def test_nothing_secret_is_in_a_message_or_in_its_file(tmp_path, clock, post):
    post.down = {"ntfy://hunter2/"}
    crier = crier_of(tmp_path, clock, post, "ntfy://hunter2/")
    crier.hear(Alerted("The disk is nearly full.", "https://ann:hunter2@a.example/?token=hunter2", about="disk"))
    list(crier.turn())
    assert "hunter2" not in (tmp_path / "alerts.jsonl").read_text()


def test_that_the_disk_is_full_is_sent_although_the_disk_takes_no_message(tmp_path, clock, post):
    crier = crier_of(tmp_path / "gone", clock, post)
    crier.hear(FULL)
    assert [one.name for one in crier.turn()] == ["warned"]
    assert post.titles == [TITLE]


def test_what_was_sent_is_not_sent_again_at_every_turn_while_the_disk_takes_nothing(tmp_path, clock, post):
    crier = crier_of(tmp_path / "gone", clock, post, "a:", "b:")
    post.down.add("b:")
    crier.hear(FULL)
    told = [one for _ in range(10) for one in crier.turn()]
    assert post.taken == [("a:", TITLE, post.taken[0][2])]
    assert [one.what for one in told].count("Alerts cannot be written down; they are sent all the same.") == 1


def test_when_the_disk_takes_things_again_what_waits_is_written_down(tmp_path, clock, post):
    crier = crier_of(tmp_path / "gone", clock, post)
    post.down.add("a:")
    crier.hear(FULL)
    list(crier.turn())
    (tmp_path / "gone").mkdir()
    list(crier.turn())
    assert [one.message.title for one in Outbox(tmp_path / "gone" / "alerts.jsonl").letters()] == [
        "The disk is nearly full."
    ]
    post.down.clear()
    clock.sleep(3600)
    list(crier.turn())
    assert post.titles == [TITLE]


def test_the_outbox_keeps_the_newest_and_passes_over_what_does_not_read(tmp_path):
    outbox = Outbox(tmp_path / "alerts.jsonl")
    outbox.add([Letter(Message(NOON, str(one), ""), ("x",)) for one in range(MOST + 5)])
    with (tmp_path / "alerts.jsonl").open("a") as file:
        file.write('{"at": \n[]\n')
    assert [one.message.title for one in outbox.letters()] == [str(one) for one in range(5, MOST + 5)]
