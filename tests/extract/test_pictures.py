from tests.extract import samples
from tests.extract.samples import article


def test_a_photograph_tells_its_camera_and_when_it_was_taken():
    read = article(samples.photo())
    assert (read.facts["camera"], read.facts["dimensions"], read.facts["format"]) == ("Canon EOS R5", "8 × 6", "JPEG")
    found = read.metadata
    assert (found.authors, found.published, found.genre) == (("Ada Doe",), "2026-11-24T10:20:30+01:00", "image")
    assert found.sources["published"] == "exif"


def test_where_a_photograph_was_taken_is_not_told():
    read = article(samples.photo(place=True))
    assert read.notes == ("It says where it was taken; Atlas leaves that in the file.",)
    assert "51" not in f"{read.facts}{read.metadata}{read.text}"


def test_a_picture_tells_its_own_texts():
    read = article(samples.png(Title="A dot", Author="Ada Doe", Description="It is *small*."))
    assert (read.metadata.title, read.metadata.authors, read.text) == ("A dot", ("Ada Doe",), r"It is \*small\*.")


def test_a_picture_without_a_title_is_called_as_its_file():
    assert article(samples.png(), url="https://site.example/a%20b.png?x").metadata.title == "a b.png"


def test_a_damaged_picture_says_so():
    read = article(samples.png()[:20])
    assert read.notes[0].startswith("The picture is damaged: ")
    assert read.metadata.genre == "image"


def test_a_picture_of_a_size_that_none_has_is_refused():
    body = bytearray(samples.png())
    body[16:24] = b"\0\1\0\0\0\1\0\0"
    body[29:33] = __import__("zlib").crc32(bytes(body[12:29])).to_bytes(4, "big")
    assert article(bytes(body)).notes == ("The picture claims to be larger than any picture is.",)


def test_what_cannot_be_seen_in_a_title_is_left_out():
    assert article(samples.png(Title="A\u202edot\x07\nof  ink")).metadata.title == "Adot of ink"


def test_a_drawing_tells_its_title_and_description_and_nothing_else():
    read = article(samples.SVG)
    assert (read.metadata.title, read.text, read.facts["dimensions"]) == ("A circle", "It is round.", "10 × 20")


def test_entities_within_entities_are_refused():
    assert article(samples.LAUGHS).notes == ("It declares entities within entities, and Atlas unfolds none.",)


def test_an_entity_of_a_drawing_brings_in_nothing():
    read = article(samples.OUTSIDE)
    assert read.metadata.title == "Secret:"


def test_a_drawing_without_a_size_has_that_of_its_view():
    body = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 40"/>'
    assert article(body).facts["dimensions"] == "30 × 40"


def test_a_kind_of_picture_that_is_not_read_is_told_as_such():
    assert article(b"\0\0\0\x18ftypheic" + bytes(40)).notes == ("Atlas reads no pictures of the type image/heic.",)
