"""The phrases of the lexicon: the files keep their promises, and the index finds what a plain search would."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from onrecord.article.complete_page import page_table
from onrecord.article.dates import find_date
from onrecord.article.dump.kinds import SET_ASIDE_KINDS
from onrecord.article.dump.slug import SlugWords
from onrecord.article.heads import head_words
from onrecord.article.phrases import (
    PhraseGroup,
    PhraseIndex,
    PhraseTable,
    anchor_of,
    forms_of,
    tokens_of,
    words_matched,
)
from onrecord.lexicon import load
from onrecord.text.language import language_of


@pytest.mark.parametrize("name", ["gates", "debris"])
def test_phrase_files(name: str) -> None:
    seen: Counter[tuple[str, str, str, str, tuple[str, ...]]] = Counter()
    for group in load(name, PhraseTable).group:
        assert group.kind in SET_ASIDE_KINDS
        for where in ("whole", "start", "within"):
            for phrase in getattr(group, where):
                assert phrase == unicodedata.normalize("NFC", phrase)
                assert phrase == phrase.strip()
                forms = tuple(t.form for t in tokens_of(phrase)) + tuple(c for c in phrase if c in "#*")
                assert forms, phrase
                assert anchor_of(phrase) or (where != "within" and phrase.lstrip("© ").startswith("#")), phrase
                seen[(group.kind, group.weight, group.language, where, forms)] += 1
    assert [key for key, count in seen.items() if count > 1] == []


def test_numbers_and_gaps() -> None:
    group = PhraseGroup(kind="k", language="en", within=("page # of #", "log in to your * account"))
    index = PhraseIndex([group])

    def found(line: str) -> list[str]:
        tokens = tokens_of(line)
        return [words_matched(line, tokens, m) for m in index.find([t.form for t in tokens])]

    assert found("Page 2 of 11, they say") == ["Page 2 of 11"]
    assert found("Please log in to your Domar Herald account.") == ["log in to your Domar Herald account"]
    assert found("log in to your account") == []
    assert found("page two of three") == []


def test_unspaced_scripts_are_searched_inside_words() -> None:
    index = PhraseIndex([PhraseGroup(kind="k", language="ja", within=("有料会員限定",))])
    assert index.find(forms_of("この記事は有料会員限定です"))


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("By Ada Lind - 11/18/19 11:04 PM EST", "2019-11-18T23:04-05:00"),
        ("Veröffentlicht am 9. März 2020 um 7:05 Uhr", "2020-03-09T07:05"),
        ("19 de noviembre de 2019", "2019-11-19"),
        ("9 listopada 2019", "2019-11-09"),
        ("19 ноября 2019", "2019-11-19"),
        ("2019年11月9日", "2019-11-09"),
        ("2020-03-09T10:02:00Z", "2020-03-09T10:02:00Z"),
        ("03.04.2020", "2020-04-03"),
    ],
)
def test_dates_as_printed(line: str, iso: str) -> None:
    found = find_date(line)
    assert found is not None
    assert found[0] == iso


@pytest.mark.parametrize("line", ["03/04/2020", "in May 2018 we", "45/45/2020", "2019", "the 3 of us"])
def test_dates_that_cannot_be_told(line: str) -> None:
    assert find_date(line) is None


def test_months_are_twelve() -> None:
    for language, months in head_words().months.items():
        assert len(months) == 12, language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "The council said on Monday that it would keep the ferry running through the winter and into the spring.",
            "en",
        ),
        (
            "Der Rat teilte am Montag mit, dass die Fähre auch im Winter fahren wird und nicht eingestellt werden soll.",
            "de",
        ),
        ("Le conseil a annoncé lundi que le bac continuerait de circuler pendant tout l'hiver et au printemps.", "fr"),
        (
            "El consejo anunció el lunes que el transbordador seguirá navegando durante todo el invierno y la primavera.",
            "es",
        ),
        (
            "O conselho anunciou na segunda-feira que a balsa não vai parar durante o inverno. A informação foi confirmada "
            "à noite pela prefeita, que disse não haver razões para preocupação: as reparações já estão pagas.",
            "pt",
        ),
        ("評議会は月曜日、フェリーが冬の間も運航を続けると発表した。", "ja"),
        ("Совет сообщил в понедельник, что паром будет ходить и зимой, и что для этого у него есть деньги.", "ru"),
        ("ok", None),
    ],
)
def test_language(text: str, code: str | None) -> None:
    assert language_of(text) == code


def test_slug_words_stand_once() -> None:
    slugs = load("slugs", SlugWords)
    lists = [slugs.image_words, slugs.masthead_words]
    table = page_table()
    lists += [table.path_parts, table.article_types, table.other_types, table.og_articles, table.og_others]
    for words in lists:
        assert [w for w, count in Counter(words).items() if count > 1] == []
        assert all(w == unicodedata.normalize("NFC", w) for w in words)


@pytest.mark.parametrize("name", ["gates", "debris"])
def test_a_line_is_searched_like_its_words(name: str) -> None:
    table = load(name, PhraseTable)
    index = PhraseIndex(table.group)
    phrases = [
        phrase for group in table.group for where in ("whole", "start", "within") for phrase in getattr(group, where)
    ]
    lines = [phrase.replace("#", "12").replace("*", "Domar") for phrase in phrases]
    lines += [f"As the mayor said, {line} — and no more." for line in lines] + ["", "Nothing here.", "2 of 3"]
    for line in lines:
        assert index.find_in(line) == index.find([t.form for t in tokens_of(line)]), line
