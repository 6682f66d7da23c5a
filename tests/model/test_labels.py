"""Labels of encodings, as browsers know them."""

import codecs

import pytest

from atlas.model.labels import ENCODINGS, codec_of


@pytest.mark.parametrize("codec", ENCODINGS)
def test_every_codec_reads_ascii_or_is_wide(codec):
    assert codec.startswith("utf-16") or codecs.decode(b"plain", codec) == "plain"


def test_no_label_means_two_things():
    labels = [label for labels in ENCODINGS.values() for label in labels.split()]
    assert len(labels) == len(set(labels)) > 220


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        *(("ISO-8859-1", "cp1252"), ("us-ascii", "cp1252"), (" UTF8\n", "utf-8"), ("gb2312", "gb18030")),
        *(("ks_c_5601-1987", "cp949"), ("x-sjis", "cp932"), ("iso-8859-8-i", "iso8859-8"), ("unicode", "utf-16-le")),
        *(("iso-8859-9", "cp1254"), ("x-user-defined", "cp1252"), ("iso-2022-cn", "ascii"), ("l2", "iso8859-2")),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label, codec):
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["", "utf-7", "rot13", "utf_8", "latin-1", "iso-8859-12", "cp437", "\xff", "utf-8;"])
def test_what_browsers_do_not_know_is_no_label(label):
    assert codec_of(label) == ""
