"""What language a page is in."""

import pytest

from atlas.extract.hearing import tag_in
from tests.extract.pages import PROSE, article, meta, read

GERMAN = (
    "Der Fluss war über Nacht gestiegen, und am Morgen wusste niemand mehr, wo die Straße gewesen war. Die Feuerwehr "
    "brachte Sandsäcke, doch das Wasser fand immer einen Weg. Erst gegen Abend ließ der Regen nach; in den Häusern "
    "am Ufer brannte kein Licht, und die Kinder schliefen in der Turnhalle der Schule auf dem Hügel."
)
JAPANESE = (
    "川は一晩で水かさを増し、朝には道がどこにあったのか誰にもわからなかった。東京は日本の首都であり、世界最大の都市圏の一つです。"
    "気象庁によると、明日は全国的に晴れる見込みで、気温は平年並みとなるでしょう。"
) * 4
NAMES = (
    "Kyle Busch 5640 Martin Truex Jr 5605 Kevin Harvick 5590 Denny Hamlin 5577 Joey Logano 5531 Ryan Blaney 5502 " * 4
)


@pytest.mark.parametrize(("text", "language"), [(PROSE, "en"), (GERMAN, "de"), (JAPANESE, "ja")])
def test_the_language_is_heard_from_the_text(text, language):
    found = read(text=text)
    assert (found.language, found.sources["language"]) == (language, "detected")


def test_a_wrong_label_is_overruled_by_the_text():
    assert read(text=GERMAN, root='<html lang="en-US">').language == "de"


def test_a_label_that_agrees_adds_the_region():
    found = read(text=GERMAN, root='<html lang="de-ch">')
    assert (found.language, found.sources["language"]) == ("de-CH", "html")


def test_a_list_of_names_is_no_language():
    assert read(text=NAMES, root='<html lang="pt">').language == "pt"


def test_under_300_characters_the_label_counts():
    assert read(text=GERMAN[:250], root='<html lang="en">').language == "en"


@pytest.mark.parametrize(
    "head",
    [
        meta(og_locale="pt_BR"),
        '<meta http-equiv="content-language" content="pt-br">',
        article(inLanguage="pt-BR"),
    ],
)
def test_a_page_labels_its_language_in_several_ways(head):
    assert read(head).language == "pt-BR"


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("en, de", "en"),
        ("de_DE.UTF-8", "de-DE"),
        ("es-419", "es-419"),
        ("english", ""),
        ("und", ""),
        ("", ""),
        ("{{lang}}", ""),
    ],
)
def test_a_language_is_a_tag_of_bcp_47(told, tag):
    assert tag_in(told) == tag


def test_nothing_said_and_nothing_to_hear_is_no_language():
    assert read(text="x").language == ""
