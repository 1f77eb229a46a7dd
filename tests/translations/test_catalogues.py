"""Each language is complete: no message without a translation, none that nobody uses."""

import re

import pytest

from layers.text import LANGUAGES
from mapservice.languages import DEFAULT, READING
from mapservice.words import script_words
from tests.translations.extraction import ROOT, extract_messages, placeholders, read_catalogue

CATALOGUES = [language for language in LANGUAGES if language != "en"]
SCRIPTS = sorted((ROOT / "mapservice" / "static" / "js").glob("*.js"))
KANJI = re.compile(r"[㐀-鿿々]")
WORD_KEYS = re.compile(r"\bword\(\s*(?:[\w.= \"!]+\? )?\"(\w+)\"(?: : \"(\w+)\")?")


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_message_has_a_translation(language: str) -> None:
    catalogue = read_catalogue(language)
    missing = {
        message: place
        for message, place in extract_messages().items()
        if not catalogue.get(message)
    }
    assert not missing


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_translation_is_left_of_a_message_that_is_gone(language: str) -> None:
    assert set(read_catalogue(language)) <= set(extract_messages())


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    for message, translation in read_catalogue(language).items():
        assert placeholders(translation) == placeholders(message), message


def test_plain_japanese_gives_the_reading_of_every_kanji() -> None:
    """What is left after kanji with readings holds no kanji: nobody is left without a reading."""
    unread = {
        message: translation
        for message, translation in read_catalogue("easy").items()
        if KANJI.search(READING.sub("", translation))
    }
    assert not unread


def test_a_filled_in_name_does_not_take_the_reading_of_the_next_word() -> None:
    """`%(name)s駅(えき)` would write えき above the whole name; numbers belong to their word."""
    glued = re.compile(r"(?:%\((?:name|place|title|day)\)s|\{(?:name|place)\})[㐀-鿿々]")
    for message, translation in read_catalogue("easy").items():
        assert not glued.search(translation), message


def test_the_default_language_has_a_catalogue() -> None:
    assert DEFAULT in CATALOGUES


def test_scripts_use_the_words_that_the_server_sends_and_no_others() -> None:
    used = {
        key
        for path in SCRIPTS
        for pair in WORD_KEYS.findall(path.read_text(encoding="utf-8"))
        for key in pair
        if key
    }
    indirect = {
        key
        for path in SCRIPTS
        for key in re.findall(r"\b(?:show|tag)\(\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert used | indirect == set(script_words())


def test_scripts_hold_no_words_of_their_own() -> None:
    """Japanese in a script would be shown to readers of English."""
    japanese = re.compile(r"[ぁ-んァ-ヶ㐀-鿿]")
    for path in SCRIPTS:
        code = re.sub(r"//.*|/\*[\s\S]*?\*/|/[^/\n]+/[a-z]*", "", path.read_text(encoding="utf-8"))
        assert not [line for line in code.splitlines() if japanese.search(line)], path.name
