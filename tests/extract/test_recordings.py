import pytest

from tests.extract import samples
from tests.extract.samples import article


def test_a_song_tells_its_title_and_artist():
    read = article(samples.mp3())
    found = read.metadata
    assert (found.title, found.authors, found.genre, read.facts["album"]) == ("A Song", ("Ada Doe",), "audio", "Songs")


def test_how_long_a_recording_lasts_is_told():
    read = article(samples.wav(), url="https://site.example/quiet.wav")
    assert (read.facts["duration"], read.facts["sampling"], read.metadata.title) == ("0:02", "8000 Hz", "quiet.wav")


@pytest.mark.parametrize(
    "body", [b"fLaC" + b"\xff" * 50, b"OggS" + b"\0" * 5, b"RIFF\xff\xff\xff\xffWAVE", b"\0\0\0\x20ftypisom"]
)
def test_a_damaged_recording_is_an_article_all_the_same(body):
    assert article(body).metadata.genre in ("audio", "video")


def test_a_film_tells_its_title_and_how_long_it_lasts():
    read = article(samples.webm())
    assert (read.metadata.title, read.facts["duration"], read.facts["dimensions"], read.facts["codec"]) == (
        "A Film",
        "1:02:03",
        "640 × 360",
        "V_VP9",
    )
    assert (read.facts["type"], read.notes) == ("video/webm", ())


def test_a_film_that_goes_on_without_an_end_is_read():
    whole = samples.webm()
    size_at = whole.index(b"\x18\x53\x80\x67") + 4
    body = whole[:size_at] + b"\xff" + whole[size_at + 1 :]
    assert article(body).metadata.title == "A Film"


def test_a_film_that_breaks_off_at_once_says_so():
    assert article(samples.webm()[:12]).notes == ("The recording is damaged: there is no film in it.",)


def test_a_recording_that_is_not_read_is_told_with_its_type():
    read = article(b"MThd\0\0\0\6" + bytes(100), "audio/midi")
    assert (read.metadata.genre, read.facts["type"]) == ("audio", "audio/midi")
    assert read.notes == ("Atlas reads no more of the type audio/midi than this.",)
