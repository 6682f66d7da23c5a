"""Asking an archive to save what was captured."""

import threading

from atlas.jobs.saver import ASKED, MOST, REFUSED, Saver

URL = "https://good.example/"


class Archive:
    """Takes on what is good; answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.let = threading.Event()
        self.done = threading.Semaphore(0)

    def __call__(self, url: str) -> tuple[bool, str]:
        self.let.wait(5)
        self.asked.append(url)
        self.done.release()
        return "good" in url, "So it says."


def test_what_is_captured_is_asked_for_and_told_and_nothing_waits_for_it():
    archive = Archive()
    saver = Saver(archive)
    for url in (URL, "https://bad.example/", URL):
        saver.add(url)
    assert list(saver.news()) == []
    archive.let.set()
    told = []
    while len(told) < 3:
        told += saver.news()
    assert archive.asked == [URL, "https://bad.example/", URL]
    assert [one.what for one in told] == [ASKED, REFUSED, ASKED]


def test_no_more_wait_than_are_worth_it():
    archive = Archive()
    saver = Saver(archive)
    for _ in range(MOST * 2):
        saver.add(URL)
    archive.let.set()
    for _ in range(MOST):
        assert archive.done.acquire(timeout=5)
    assert len(archive.asked) <= MOST + 1
