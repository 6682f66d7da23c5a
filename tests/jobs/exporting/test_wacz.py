"""Captures as a web archive in one file: the snapshots byte for byte, and all that a player needs to find a page."""

import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest

from atlas.errors import Damaged, NotFound
from atlas.jobs.exporting import wacz
from atlas.vault import Vault
from tests.jobs.exporting.samples import parts, row
from tests.vault.samples import AT, PAGE, URL, facts, put

LATER = AT + timedelta(days=1)
BODY = PAGE * 9


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "raw")


def kept(vault, url=URL, body=BODY, at=AT, asked="", **known):
    """Keeps a page; returns its record as the catalog has it."""
    scratch = vault.scratch("good.example", **known)
    if asked:
        put(scratch, b"", url=asked, at=at, head=b"HTTP/1.1 301 Moved\r\nLocation: /pi\r\n\r\n", status=301)
    put(scratch, body, url=url, at=at, size=len(body))
    told = facts(url=url, body=body, at=at, layer="direct", verdict="page", media_type="text/html")
    (snapshot,) = vault.keep([scratch.seal(told)])
    return row(
        id=snapshot.id,
        snapshot=snapshot.path,
        refers_to=snapshot.facts.refers_to,
        url=asked or url,
        final_url=url,
        captured_at=at.isoformat(),
        title="Pi é",
    )


def written(tmp_path, *rows, name="x.wacz"):
    path = tmp_path / name
    wrong = wacz.write(path, "Atlas", tmp_path / "raw", Vault(tmp_path / "raw"), rows, "Atlas/test", overwrite=False)
    return path, wrong


def lines(data):
    return [json.loads(one) for one in data.decode().splitlines()]


def test_snapshots_are_in_it_as_they_are(tmp_path, vault):
    one = kept(vault)
    path, wrong = written(tmp_path, one)
    name = f"archive/{one.snapshot.rpartition('/')[2]}"
    assert wrong == []
    assert parts(path)[name] == (tmp_path / "raw" / one.snapshot).read_bytes()
    with zipfile.ZipFile(path) as file:
        assert file.getinfo(name).compress_type == zipfile.ZIP_STORED


def test_what_a_capture_refers_to_comes_along(tmp_path, vault):
    first = kept(vault)
    again = kept(vault, at=LATER, known=vault.known(first.snapshot))
    assert again.refers_to == first.snapshot
    path, _ = written(tmp_path, again)
    found = parts(path)
    assert sum(name.startswith("archive/") for name in found) == 2
    kinds = [json.loads(one.split(b" ", 2)[2])["mime"] for one in found["indexes/index.cdx"].splitlines()]
    assert sorted(kinds) == ["text/html", "warc/revisit"]
    assert len(lines(found["pages/pages.jsonl"])) == 2


def test_each_answer_is_looked_up_by_its_key_and_moment_and_lies_where_it_is_told(tmp_path, vault):
    rows = [kept(vault), kept(vault, url="https://www.a.example/?b=1&a=2", body=b"other" * 300)]
    found = parts(written(tmp_path, *rows)[0])
    index = found["indexes/index.cdx"].splitlines()
    assert index == sorted(index)
    keys = [tuple(one.split(b" ", 2)[:2]) for one in index]
    assert keys == [(b"example,a)/?a=2&b=1", b"20261123125110"), (b"example,good)/pi", b"20261123125110")]
    for one in index:
        told = json.loads(one.split(b" ", 2)[2])
        begin = int(told["offset"])
        member = found[f"archive/{told['filename']}"][begin : begin + int(told["length"])]
        assert member.startswith(b"\x1f\x8b")
        assert told["digest"].startswith("sha256:")


def test_a_page_begins_where_it_was_asked_for(tmp_path, vault):
    one = kept(vault, asked="http://good.example/old")
    head, page = lines(parts(written(tmp_path, one)[0])["pages/pages.jsonl"])
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    assert (page["url"], page["title"], page["id"]) == ("http://good.example/old", "Pi é", one.id)
    assert page["ts"] == "2026-11-23T12:51:10.250Z"


def test_a_copy_from_an_archive_begins_where_the_archive_has_it(tmp_path, vault):
    found = kept(vault)
    one = row(**{**vars(found), "url": "https://gone.example/"})
    _, page = lines(parts(written(tmp_path, one)[0])["pages/pages.jsonl"])
    assert page["url"] == URL


def test_all_that_is_in_it_is_named_with_its_digest(tmp_path, vault):
    found = parts(written(tmp_path, kept(vault))[0])
    package = json.loads(found["datapackage.json"])
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    told = {one["path"]: (one["hash"], one["bytes"]) for one in package["resources"]}
    assert told == {
        name: (f"sha256:{sha256(data).hexdigest()}", len(data))
        for name, data in found.items()
        if not name.startswith("datapackage")
    }
    assert json.loads(found["datapackage-digest.json"]) == {
        "path": "datapackage.json",
        "hash": f"sha256:{sha256(found['datapackage.json']).hexdigest()}",
    }


def test_the_same_captures_make_the_same_bytes(tmp_path, vault):
    one = kept(vault)
    first, again = (written(tmp_path, one, name=name)[0] for name in ("x", "y"))
    assert first.read_bytes() == again.read_bytes()


def test_a_damaged_snapshot_is_left_out_and_told(tmp_path, vault):
    good, bad = kept(vault), kept(vault, body=b"other" * 300)
    path = tmp_path / "raw" / bad.snapshot
    path.write_bytes(path.read_bytes()[:-200])
    made, wrong = written(tmp_path, good, bad)
    assert len(wrong) == 1
    assert sum(one.startswith("archive/") for one in parts(made)) == 1
    assert len(lines(parts(made)["pages/pages.jsonl"])) == 2


def test_where_nothing_is_left_no_file_is_made(tmp_path, vault):
    with pytest.raises(NotFound):
        written(tmp_path)
    with pytest.raises(Damaged):
        written(tmp_path, row(1))
    assert not (tmp_path / "x.wacz").exists()
