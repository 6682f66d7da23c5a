"""`atlas key`, as a person types it."""

import json


def test_a_key_is_shown_once_and_then_only_listed(home):
    made = home.atlas("key", "add", "phone", "--write", "--per-hour", "60")
    assert made.code == 0
    key = made.out.strip()
    listed = home.atlas("key", "list", "--json")
    assert key not in listed.out
    (line,) = listed.lines
    assert (line["name"], line["permissions"], line["per_hour"]) == ("phone", ["write"], 60)
    assert "phone  write  60 an hour" in home.atlas("key", "list").out


def test_a_script_gets_its_key_as_json(home):
    told = json.loads(home.atlas("key", "add", "phone", "--read", "--write", "--json").out)
    assert told["name"] == "phone"
    assert told["key"].startswith("atlas_")


def test_a_key_must_be_for_something(home):
    assert home.atlas("key", "add", "phone").code == 2
    assert home.atlas("key", "list").out == ""


def test_a_key_for_feeds_alone_is_to_be_a_password(home):
    made = home.atlas("key", "add", "reader", "--feeds")
    assert "password" in made.err
    assert "Bearer" in home.atlas("key", "add", "both", "--feeds", "--read").err
    assert [line["permissions"] for line in home.atlas("key", "list", "--json").lines] == [["feeds"], ["read", "feeds"]]


def test_a_name_that_is_taken_is_misuse(home):
    home.atlas("key", "add", "phone", "--read")
    again = home.atlas("key", "add", "phone", "--read")
    assert again.code == 2
    assert "already" in again.err


def test_a_revoked_key_is_gone_and_nothing_else(home):
    home.atlas("key", "add", "one", "--read")
    home.atlas("key", "add", "two", "--read")
    assert home.atlas("key", "revoke", "one").code == 0
    assert [line["name"] for line in home.atlas("key", "list", "--json").lines] == ["two"]
    assert home.atlas("key", "revoke", "one").code == 66
