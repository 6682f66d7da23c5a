"""Who takes part: everybody gets the same links and no more waiting than the others, and who is not there is told."""

from dataclasses import fields

import pytest

from bench.versus import contestants
from bench.versus.contestants import LINKS, SETTINGS, atlas, capturing, reading
from bench.versus.measuring import Cost, Disk
from bench.versus.race import Course, median, run

URLS = ["http://127.8.0.1:8080/page-0.html", "http://127.8.1.1:8080/page-1.html"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / LINKS).write_text("\n".join(URLS))
    return tmp_path


def named(runners, name):
    (found,) = [one for one in runners if one.name == name]
    return found


def test_atlas_takes_one_list_and_drains_once(folder):
    ours = atlas("--no-read")
    ours.prepare(folder)
    assert (folder / "home/inbox/links.txt").read_text().split() == URLS
    assert list(ours.words(folder))[1:] == ["-m", "atlas", "--home", str(folder / "home"), "drain", "--no-read"]
    assert ours.kept(folder) == 0


def test_atlas_waits_for_nobody_as_nobody_else_does():
    assert SETTINGS["ATLAS_FETCH__HOST_GAP"] == "0s"
    assert atlas(fetchers=3).settings["ATLAS_QUEUE__FETCHERS"] == "3"


def test_of_what_is_read_articles_count_and_of_what_is_kept_snapshots(folder):
    for name in ("raw/a.warc.gz", "raw/b.warc.gz", "processed/articles/a.md"):
        (folder / "home" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "home" / name).write_text("x")
    (folder / "home/raw/empty.warc.gz").touch()
    assert atlas("--no-read").kept(folder) == 2
    assert atlas().kept(folder) == 1


def test_wget_keeps_all_in_one_warc_and_tries_once(folder):
    words = named(capturing(None), "wget --warc-file").words(folder)
    assert words[:4] == ["wget", "-q", "-i", LINKS]
    assert {"--warc-file=all", "--tries=1"} <= set(words)


def test_curl_gets_each_link_into_a_file_of_its_own_and_packed(folder):
    curl = named(capturing(None), "curl -Z")
    curl.prepare(folder)
    told = (folder / "curl.txt").read_text()
    assert [f'url = "{one}"' for one in URLS] == told.splitlines()[::3]
    assert told.count("Accept-Encoding: gzip") == len(URLS)
    (folder / "curl-0").write_text("a page")
    (folder / "curl-1").touch()
    assert curl.kept(folder) == 1


def test_the_watcher_gets_a_file_for_each_link_and_their_number(folder):
    watcher = named(reading(None), "plain watcher")
    watcher.prepare(folder)
    assert sorted(one.read_text() for one in (folder / "in").iterdir()) == URLS
    assert list(watcher.words(folder))[-1] == "2"


def test_rivals_of_an_environment_are_run_by_its_python(tmp_path, folder):
    spider = named(capturing(tmp_path / "rivals"), "scrapy")
    assert spider.words(folder)[0] == str(tmp_path / "rivals/bin/python")
    assert "there is no" in spider.missing


def test_who_is_not_installed_is_told_by_name_and_not_run(tmp_path):
    absent = contestants.Contestant("x", lambda folder: ["/nowhere"], lambda folder: 0, lambda folder: None, {}, "x")
    assert run(Course(1, 1, 0.0, tmp_path, Disk(None)), [absent]) == {}


def test_of_several_rounds_each_figure_has_its_own_median():
    rounds = [Cost(*(float(number * factor) for factor in range(1, len(fields(Cost)) + 1))) for number in (3, 1, 2)]
    assert median(rounds) == rounds[2]
