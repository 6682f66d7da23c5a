"""How a message reaches a person."""

import email
from email import policy

import pytest

from atlas import alerts
from atlas.alerts.mail import Letterbox, letterbox_of
from atlas.errors import Unsent


def test_a_webhook_gets_the_text_and_the_title(web):
    alerts.send(f"{web.address}/topic", "The disk is full", "It waits.\nSo do you.")
    assert web.taken == [("POST", "/topic", "The disk is full", "It waits.\nSo do you.")]


def test_a_title_with_letters_of_the_world_is_one_header(web):
    alerts.send(web.address, "Zu heiß: 85 °C\r\nX-Evil: 1", "x")
    ((_, _, title, _),) = web.taken
    assert str(email.header.make_header(email.header.decode_header(title))).startswith("Zu heiß: 85 °C")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_a_webhook_refuses_or_sends_elsewhere_is_unsent(web, status):
    web.status = status
    with pytest.raises(Unsent):
        alerts.send(f"{web.address}/hunter2", "t", "b")
    assert [path for _, path, _, _ in web.taken] == ["/hunter2"]


def test_a_mail_has_subject_recipients_and_text(mail):
    alerts.send(f"smtp://127.0.0.1:{mail.port}/?to=ann@a.example,bob@b.example", "The disk\nis full", "Grüße")
    (taken,) = mail.taken
    letter = email.message_from_bytes(taken.encode(), policy=policy.default)
    assert (letter["Subject"], letter["To"]) == ("The disk is full", "ann@a.example, bob@b.example")
    assert letter.get_content().strip() == "Grüße"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_is_refused_is_unsent(mail):
    mail.refuses = True
    with pytest.raises(Unsent):
        alerts.send(f"smtp://127.0.0.1:{mail.port}/?to=ann@a.example", "t", "b")


def test_a_password_is_not_given_to_a_server_without_tls(mail):
    with pytest.raises(Unsent):
        alerts.send(f"smtp://ann:hunter2@127.0.0.1:{mail.port}/?to=ann@a.example", "t", "b")
    assert mail.taken == []


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("smtp://mx.example?to=a@b.example", ("mx.example", 25, False, "", "", "atlas@mx.example", "a@b.example")),
        ("smtp://ann:p%40s@mx.example", ("mx.example", 587, False, "ann", "p@s", "ann@mx.example", "ann@mx.example")),
        ("smtps://a%40b.de:x@mx.example", ("mx.example", 465, True, "a@b.de", "x", "a@b.de", "a@b.de")),
        ("mailto:a@b.example", ("localhost", 25, False, "", "", "atlas@localhost", "a@b.example")),
    ],
)  # fmt: skip
def test_an_address_of_mail_says_where_and_through_whom(address, box):
    *through, to = box
    assert letterbox_of(address) == Letterbox(*through, (to,))


@pytest.mark.parametrize("address", ["mailto:nobody", "smtp://h:99999999/", "smtp://h/?to=nobody"])
def test_an_address_of_mail_that_names_nobody_is_unsent(address):
    with pytest.raises(Unsent):
        letterbox_of(address)


def test_other_messengers_are_reached_through_apprise(web):
    alerts.send(web.address.replace("http://", "ntfy://") + "/topic", "Hot", "85 °C")
    ((_, _, _, body),) = web.taken
    assert "85 °C" in body.encode().decode("unicode_escape") or "85" in body


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/hunter2",
        "http://ann:hunter2@127.0.0.1:1/",
        "smtp://ann:hunter2@127.0.0.1:1/",
        "nobody-knows://hunter2",
        "ntfy://127.0.0.1:1/hunter2",
        "http://[hunter2/",
    ],
)
def test_an_address_is_never_told(address, capfd):
    with pytest.raises(Unsent) as caught:
        alerts.send(address, "t", "b")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "hunter2" not in "".join(capfd.readouterr())


def test_a_ping_tells_of_a_start_that_all_is_well_or_what_is_not(web):
    alerts.ping(f"{web.address}/uuid", state="start")
    alerts.ping(f"{web.address}/uuid", state="ok")
    alerts.ping(f"{web.address}/uuid/", state="fail", told="disk, watcher")
    assert [(method, path, body) for method, path, _, body in web.taken] == [
        ("GET", "/uuid/start", ""),
        ("GET", "/uuid", ""),
        ("POST", "/uuid/fail", "disk, watcher"),
    ]


def test_a_ping_keeps_the_key_that_stands_behind_its_path(web):
    alerts.ping(f"{web.address}/uuid?key=1", state="fail", told="disk")
    assert [path for _, path, _, _ in web.taken] == ["/uuid/fail?key=1"]
