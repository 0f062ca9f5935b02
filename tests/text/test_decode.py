"""Protects the way from bytes to characters: nothing raises, sound text comes through untouched, every change is told."""

from __future__ import annotations

import codecs
import re

import ftfy
import ftfy.bad_codecs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text import decode as decode_room
from onrecord.text import repair
from onrecord.text.decode import decode, decode_as_given
from onrecord.text.repair import repair_mojibake

DECLARED = re.compile(rb"<(?i:meta|\?xml)\b[^>]{0,300}?(?i:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})")
HEADS = st.lists(
    st.sampled_from(
        [
            b"<meta",
            b"<META ",
            b"<?xml ",
            b"charset",
            b"Encoding=",
            b"=",
            b" ",
            b"'",
            b'"',
            b"koi8-r",
            b">",
            b"x",
            b" " * 298,
        ]
    ),
    max_size=12,
).map(b"".join)
STRANGE = st.text(st.sampled_from("ÃÂâêíãçÑìŒŠ€™œž°\xa0\ufffd─ВРвβΒ§ab.?! '\x1a"), max_size=12)
CONTROLS = [*map(chr, range(32)), "\x7f"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS))


@given(st.binary(max_size=400))
def test_no_bytes_raise(body: bytes) -> None:
    decoded = decode(body)
    assert codecs.lookup(decoded.charset)
    assert not set(decoded.text) & set(CONTROLS) - {"\t", "\n"}


@given(TEXTS)
def test_utf8_comes_through(text: str) -> None:
    body = text.encode()
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)) and b"charset" not in body:
        assert decode(body).text == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_as_given_changes_nothing(text: str) -> None:
    body = text.encode()
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)) and b"<" not in body:
        assert decode_as_given(body) == text


@pytest.mark.parametrize(
    ("body", "declared", "text", "charset"),
    [
        ("Käse".encode("windows-1252"), "ISO-8859-1", "Käse", "windows-1252"),
        (
            '<meta charset="windows-1251">Ночь'.encode("windows-1251"),
            None,
            '<meta charset="windows-1251">Ночь',
            "cp1251",
        ),
        (codecs.BOM_UTF16_LE + "“Ja”".encode("utf-16-le"), None, "“Ja”", "utf-16-le"),
        ("“Yes,” she said.".encode(), "windows-1252-but-not-really", "“Yes,” she said.", "utf-8"),
        (b"a\r\nb\rc", None, "a\nb\nc", "utf-8"),
    ],
    ids=["server says Latin-1", "markup says Cyrillic", "byte order mark", "unknown label", "line ends"],
)
def test_declarations(body: bytes, declared: str | None, text: str, charset: str) -> None:
    decoded = decode(body, declared=declared)
    assert decoded.text == text
    assert decoded.charset == charset


def test_a_declaration_that_the_bytes_contradict_is_not_believed() -> None:
    body = ('<meta charset="utf-8">' + "Der Bürgermeister sagte, es sei spät. " * 20).encode("windows-1252")
    decoded = decode(body)
    assert "Bürgermeister sagte, es sei spät" in decoded.text
    assert "not the declared UTF-8" in decoded.steps[0].detail


def test_stray_bytes_in_utf8_cost_nothing_else() -> None:
    body = ("“Nobody was hurt,” said Élise Ormond — " * 30).encode() + b"caf\xe9 \x93quoted\x94"
    decoded = decode(body)
    assert decoded.charset == "utf-8"
    assert decoded.text.endswith("café “quoted”")
    assert "3 invalid bytes" in decoded.steps[1].detail


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\0\u00ad\x7f\x0c\ufeff")))
def test_a_parser_is_spared_the_encoding(text: str) -> None:
    decoded = decode(text.encode(), declared="utf-8")
    if decoded.charset == "utf-8":
        assert decoded.utf8 == decoded.text.replace("\u00ad", "").encode()


def test_nul_bytes_are_taken_out_and_counted() -> None:
    decoded = decode(b"one\x00two\x00")
    assert decoded.text == "onetwo"
    assert decoded.steps[-1].detail == "2 control characters taken out"


def test_a_page_cut_inside_a_character_is_still_utf8() -> None:
    assert decode("Le préfet a parlé".encode()[:-1]).charset == "utf-8"


def test_only_the_damaged_sentence_is_repaired() -> None:
    damaged = "“We know,” she said.".encode().decode("sloppy-windows-1252")
    text = f"<p>{damaged}</p><p>Señor Âgé naïve façade — “fine”.</p>"
    repaired, steps = repair_mojibake(text)
    assert repaired == "<p>“We know,” she said.</p><p>Señor Âgé naïve façade — “fine”.</p>"
    assert [s.name for s in steps] == ["repair-mojibake"]
    assert "1 stretches" in steps[0].detail


@given(TEXTS.filter(lambda t: all(ord(c) < 0x80 for c in t)))
def test_ascii_is_never_repaired(text: str) -> None:
    assert repair_mojibake(text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "Müller sagte: „Ja.“",
        "«Нет», — сказала она.",
        "« Non », a-t-il dit à Orléans.",
        "“¿Qué?” preguntó.",
        "日本語の記事。",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert repair_mojibake(text)[0] == text


@given(STRANGE)
def test_what_the_quick_look_leaves_alone_would_not_be_repaired(text: str) -> None:
    repaired = ftfy.fix_encoding(text, unescape_html=False, restore_byte_a0=True, decode_inconsistent_utf8=True)
    if repair._TELLTALE.search(text):
        assert repair_mojibake(text)[0] == repaired


@given(HEADS)
def test_the_first_declaration_in_the_markup_counts(head: bytes) -> None:
    found = DECLARED.search(head)
    assert decode_room._declaration(head) == (found[1].decode() if found else None)


def test_utf8_pasted_into_a_windows_1252_page_is_repaired() -> None:
    body = (
        '<meta charset="windows-1252"><p>Café Ormond.</p>'.encode("windows-1252")
        + "<p>“We know,” she said.</p>".encode()
    )
    repaired, _ = repair_mojibake(decode(body).text)
    assert repaired.endswith("<p>Café Ormond.</p><p>“We know,” she said.</p>")
