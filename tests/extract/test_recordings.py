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


def test_a_film_that_is_not_read_is_told_with_its_type():
    read = article(b"\x1a\x45\xdf\xa3\x01webm" + bytes(100), "video/webm")
    assert (read.metadata.genre, read.facts["type"]) == ("video", "video/webm")
    assert read.notes == ("Atlas reads no more of the type video/webm than this.",)
