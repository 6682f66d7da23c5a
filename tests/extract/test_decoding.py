"""Bytes become text as in a browser; a label that the bytes prove wrong is not believed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.extract.decoding import codec_for, text_of
from atlas.model.article import Source
from atlas.model.labels import codec_of

PAGE = "<!doctype html><html><head>%s<title>x</title></head><body><a href=/>Home</a><p>%s</p></body></html>"
RUSSIAN = "Вчера в городе прошёл сильный дождь, и улицы превратились в реки. Жители говорят, что не помнят такого."
UKRAINIAN = "Учора в місті пройшов сильний дощ, і вулиці перетворилися на річки. Її мешканці кажуть, що їм це дивно."
GERMAN = "Über der Stadt ging ein heftiger Regen nieder. „So etwas“ – erzählen die Bewohner – „gab’s nie.“ Größer: 5 €."
FRENCH = "Hier, une forte pluie est tombée sur la ville, où les rues sont devenues des rivières. L’été fut très sec."
POLISH = "Wczoraj nad miastem przeszła gwałtowna ulewa i ulice zamieniły się w rzeki. Źródło: własne. Śnieg też będzie."
TURKISH = "Dün şehre şiddetli bir yağmur yağdı ve sokaklar nehre dönüştü. Yetkililer söz verdi, ama kimse inanmıyor."
GREEK = "Χθες έπεσε δυνατή βροχή στην πόλη και οι δρόμοι έγιναν ποτάμια. Οι κάτοικοι δεν θυμούνται κάτι τέτοιο."
HEBREW = "אתמול ירד גשם חזק על העיר והרחובות הפכו לנהרות. התושבים אומרים שהם לא זוכרים דבר כזה שנים רבות."
ARABIC = "هطلت أمس أمطار غزيرة على المدينة وتحولت الشوارع إلى أنهار. يقول السكان إنهم لا يتذكرون شيئا كهذا."
THAI = "เมื่อวานนี้ฝนตกหนักในเมืองและถนนกลายเป็นแม่น้ำ ชาวบ้านกล่าวว่าไม่เคยเห็นแบบนี้มาหลายปีแล้ว"
LITHUANIAN = "Vakar mieste praūžė smarki liūtis, ir gatvės virto upėmis. Šešėlis, žmonės, čia, ąžuolas, įėjimas, ūkis."
JAPANESE = "昨日、町に激しい雨が降り、道路は川のようになりました。住民は何年もこんなことは覚えていないと話しています。"
CHINESE = "昨天城里下了一场大雨，街道变成了河流。居民们说，他们多年来没有见过这样的情景。当局承诺修好道路。"
TRADITIONAL = "昨天城裡下了一場大雨，街道變成了河流。居民們說，他們多年來沒有見過這樣的情景。當局承諾修好道路。"
KOREAN = "어제 도시에 큰 비가 내려 거리가 강으로 변했습니다. 주민들은 몇 년 동안 이런 일을 본 적이 없다고 말합니다."
KANA = "ｶﾀｶﾅ と ひらがな と 漢字 が あります。"
# fmt: off
#          label              codec           text
ENCODED = [
    ("windows-1252",    "cp1252",       GERMAN),
    ("iso-8859-15",     "iso8859-15",   "Größer: 5 € für Œuvres, Žižek"),
    ("windows-1250",    "cp1250",       POLISH),
    ("iso-8859-2",      "iso8859-2",    POLISH),
    ("windows-1251",    "cp1251",       RUSSIAN),
    ("koi8-r",          "koi8-r",       RUSSIAN),
    ("koi8-u",          "koi8-u",       UKRAINIAN),
    ("iso-8859-5",      "iso8859-5",    RUSSIAN),
    ("ibm866",          "cp866",        RUSSIAN),
    ("x-mac-cyrillic",  "mac_cyrillic", RUSSIAN),
    ("macintosh",       "mac_roman",    FRENCH),
    ("windows-1253",    "cp1253",       GREEK),
    ("iso-8859-7",      "iso8859-7",    GREEK),
    ("windows-1254",    "cp1254",       TURKISH),
    ("windows-1255",    "cp1255",       HEBREW),
    ("windows-1256",    "cp1256",       ARABIC),
    ("iso-8859-6",      "iso8859-6",    ARABIC),
    ("windows-1257",    "cp1257",       LITHUANIAN),
    ("windows-874",     "cp874",        THAI),
    ("shift_jis",       "cp932",        JAPANESE),
    ("euc-jp",          "euc_jp",       JAPANESE),
    ("iso-2022-jp",     "iso2022_jp",   JAPANESE),
    ("gb2312",          "gb2312",       CHINESE),
    ("gbk",             "gbk",          CHINESE),
    ("gb18030",         "gb18030",      CHINESE),
    ("big5",            "big5",         TRADITIONAL),
    ("euc-kr",          "euc_kr",       KOREAN),
]
# fmt: on
NOT_TO_BE_TOLD = {"iso-8859-15", "x-mac-cyrillic", "macintosh"}
"""What no bytes give away, and hardly anybody writes."""
UNLABELLED = [(codec, text) for label, codec, text in ENCODED if label not in NOT_TO_BE_TOLD]


def page(text: str, codec: str, label: str = "") -> bytes:
    return (PAGE % (f'<meta charset="{label}">' if label else "", text)).encode(codec)


def read(data: bytes, charset: str = "") -> str:
    return text_of(Source(data, "https://a.example/", charset=charset))


@pytest.mark.parametrize(("label", "codec", "text"), ENCODED)
def test_the_headers_label_is_believed(label, codec, text):
    assert text in read(page(text, codec), label)


@pytest.mark.parametrize(("label", "codec", "text"), ENCODED)
def test_the_pages_own_label_is_believed_wherever_it_stands(label, codec, text):
    late = PAGE % (f'<!-- {"x" * 3000} --><meta http-equiv="Content-Type" content="text/html; charset={label}">', text)
    assert text in read(page(text, codec, label))
    assert text in read(late.encode(codec))


@pytest.mark.parametrize(("codec", "text"), UNLABELLED)
def test_what_has_no_label_is_detected(codec, text):
    assert text in read(page(text, codec))


@pytest.mark.parametrize(("codec", "text"), UNLABELLED)
def test_utf_8_that_is_none_is_not_believed(codec, text):
    assert text in read(page(text, codec), "utf-8")


@pytest.mark.parametrize(("label", "codec", "text"), ENCODED)
def test_a_header_that_the_bytes_prove_wrong_yields_to_the_page(label, codec, text):
    assert text in read(page(text, codec, label), "utf-8")


@pytest.mark.parametrize("text", [RUSSIAN, GERMAN, POLISH, JAPANESE, CHINESE, KOREAN, ARABIC])
@pytest.mark.parametrize("label", ["", "iso-8859-1", "windows-1251", "shift_jis", "gbk", "koi8-r", "no-such"])
def test_what_can_only_be_utf_8_is_utf_8(text, label):
    assert text in read(page(text, "utf-8"), label)


@pytest.mark.parametrize(
    ("codec", "text"),
    [("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("cp1253", GREEK), ("cp1256", ARABIC), ("cp932", JAPANESE)]
    + [("euc_jp", JAPANESE), ("gb18030", CHINESE), ("big5", TRADITIONAL), ("euc_kr", KOREAN), ("iso2022_jp", JAPANESE)],
)
def test_no_western_label_makes_another_script_western(codec, text):
    assert text in read(page(text, codec), "iso-8859-1")


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, CHINESE, KOREAN])
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_a_mark_and_without(text, codec):
    assert text in read(page(text, codec))
    assert text in read(page(text, codec), "utf-8")


def test_a_mark_is_stronger_than_any_label_and_no_part_of_the_text():
    assert read(b"\xef\xbb\xbf" + page(RUSSIAN, "utf-8", "koi8-r"), "windows-1252").startswith("<!doctype")


def test_who_says_utf_16_in_ascii_means_utf_8():
    assert RUSSIAN in read(page(RUSSIAN, "utf-8", "utf-16le"))
    assert RUSSIAN in read(page(RUSSIAN, "utf-8"), "utf-16")


def test_what_is_taken_for_iso_8859_2_may_have_the_quotes_of_windows():
    text = "„Źródło” – powiedział. " + POLISH
    assert text in read(page(text, "cp1250"), "iso-8859-2")


def test_a_declaration_in_xml_is_a_label():
    data = ('<?xml version="1.0" encoding="windows-1251"?>\n' + PAGE % ("", RUSSIAN)).encode("cp1251")
    assert codec_for(data, "") == "cp1251"
    assert RUSSIAN in read(data)


def test_a_label_in_a_comment_or_in_a_script_is_none():
    comment = PAGE % ("<!-- <meta charset=koi8-r> --><script charset='koi8-r' src=a></script>", GERMAN)
    assert GERMAN in read(comment.encode("cp1252"))


def test_broken_sequences_spoil_nothing_else():
    data = page(RUSSIAN, "utf-8").replace("дождь".encode(), "дожд".encode() + b"\xd1") + b"\xe2\x82"
    assert "сильный дожд\ufffd, и улицы" in read(data)
    assert "昨日" in read(page(JAPANESE, "cp932") + b"\x81", "shift_jis")


def test_what_browsers_read_as_windows_1252_has_its_quotes():
    assert read(b"\x93a\x94 \x80", "iso-8859-1") == "“a” €"
    assert read(b"\x93a\x94 \x80", "x-user-defined") == "“a” €"


def test_half_width_kana_are_read_in_every_japanese_encoding():
    for label, codec in (("shift_jis", "cp932"), ("euc-jp", "euc_jp"), ("iso-2022-jp", "iso2022_jp_ext")):
        assert KANA in read(page(KANA, codec, label))


def test_plain_ascii_is_what_its_label_says():
    assert codec_for(b"plain", "koi8-r") == "koi8-r"
    assert read(b"plain", "windows-1255") == read(b"plain") == "plain"


def test_of_nothing_known_it_is_windows_1252():
    assert (codec_for(b"a\xe9b", ""), read(b"a\xe9b")) == ("cp1252", "aéb")


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "shift_jis", "rot13", "hz-gb-2312", "\ud800"]))
def test_no_bytes_and_no_label_do_harm(data, label):
    read(data, label).encode()


def test_no_codec_of_a_strangers_is_looked_up():
    for label in ("rot13", "base64_codec", "idna", "undefined", "unicode_escape", "utf-7", "x" * 100_000):
        assert codec_of(label) == ""
        assert read(b"a\xe9", label) == "aé"
