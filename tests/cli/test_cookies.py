"""A browser's cookies.txt, from the secret to the page that only its person may read."""

import gzip
import os

import pytest

from tests.answering import Quiet, site_of

SECRET = "s3cret-of-mine"
FILE = (
    "# Netscape HTTP Cookie File\n\n"
    f"#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\t{SECRET}\n"
    "127.0.0.1\tFALSE\t/\tFALSE\t1\told\tover\n"
    ".bank.example\tTRUE\t/\tTRUE\t0\tpin\tnobody's-business\n"
)
PAGE = b"<html><title>Mine</title><p>What only I may read.</p></html>"


class Members(Quiet):
    """Lets in who has the cookie, renews it, and breaks off where it is told to."""

    def do_GET(self) -> None:
        known = SECRET in self.headers.get("Cookie", "")
        self.send_response(200 if known and self.path != "/broken" else 403)
        self.send_header("Set-Cookie", f"sid={SECRET}-renewed; HttpOnly")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE) + 100 * (self.path == "/broken")))
        self.end_headers()
        self.wfile.write(PAGE)


@pytest.fixture
def members():
    with site_of(Members) as address:
        yield address


@pytest.fixture
def own(tmp_path):
    """Where the identity is."""
    return {"XDG_CONFIG_HOME": str(tmp_path / "own")}


@pytest.fixture
def known(home, own):
    """A home that has cookies for a host."""
    home.told = home.atlas("secret", "set", "cookies:127.0.0.1", piped=FILE.encode(), **own)
    assert home.told.code == 0
    return home


def everything(home):
    """All that lies in a home, packed and unpacked."""
    found = [one.read_bytes() for one in home.path.rglob("*") if one.is_file()]
    return b"".join([*found, *(gzip.decompress(one) for one in found if one.startswith(b"\x1f\x8b"))])


def test_only_what_is_for_the_host_is_kept_and_how_much_that_is_is_told(known, own):
    assert "2 cookies for 127.0.0.1; 1 of them have ended." in known.told.err
    assert known.atlas("secret", "list", **own).out.split() == ["cookies:127.0.0.1"]
    assert SECRET not in known.told.out + known.told.err


@pytest.mark.parametrize("piped", [b"nothing of the kind", b".bank.example\tTRUE\t/\tTRUE\t0\ta\tb\n"])
def test_a_file_without_any_for_the_host_is_refused(piped, home, own):
    done = home.atlas("secret", "set", "cookies:127.0.0.1", piped=piped, **own)
    assert (done.code, "no cookies for 127.0.0.1" in done.err) == (os.EX_CONFIG, True)


def test_the_page_comes_home_and_the_cookie_stays_nowhere_in_the_home(known, own, members):
    known.drop("mine.txt", f"{members}/mine\n{members}/broken\n")
    done = known.atlas("drain", ATLAS_JOURNAL__LEVEL="DEBUG", **own)
    (row,) = known.atlas("list", "--json").lines
    assert row["url"] == f"{members}/mine"
    kept = everything(known)
    assert PAGE in kept
    assert SECRET.encode() not in kept
    assert SECRET not in done.out + done.err


def test_a_backup_has_them_sealed_as_they_lie(known, own, tmp_path):
    assert known.atlas("backup", "--to", str(tmp_path / "disk"), **own).code == 0
    stored = [one.read_bytes() for one in (tmp_path / "disk").rglob("*") if one.is_file()]
    assert (known.path / ".atlas/secrets.age").read_bytes() in stored
    assert not any(SECRET.encode() in data for data in stored)


def test_without_the_identity_capture_goes_on_as_a_stranger(known, members, tmp_path):
    known.drop("mine.txt", f"{members}/mine\n")
    known.atlas("drain", XDG_CONFIG_HOME=str(tmp_path / "elsewhere"))
    (waiting,) = known.atlas("queue", "--all", "--json").lines
    assert "403" in str(waiting)


def test_cookies_that_have_ended_and_secrets_that_do_not_open_are_found_by_the_doctor(known, own, tmp_path):
    def told(environ):
        return next(one for one in known.atlas("doctor", "--json", **environ).lines if one["name"] == "secrets")

    assert told(own)["state"] == "ok"
    ended = b"127.0.0.1\tFALSE\t/\tFALSE\t1\told\tover\n"
    assert known.atlas("secret", "set", "cookies:127.0.0.1", piped=ended, **own).code == 0
    assert (told(own)["state"], "127.0.0.1 have ended" in told(own)["told"]) == ("warn", True)
    lost = {"XDG_CONFIG_HOME": str(tmp_path / "elsewhere")}
    assert told(lost)["state"] == "fail"
