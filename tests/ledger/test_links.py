"""Protects what is found across articles: copies, sayings and people, each grouped as a reader would, and not further."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from onrecord.ledger import Ledger
from onrecord.ledger.likeness import compare, spoken_words
from onrecord.records import Reading, Said, Speaker
from tests.ledger.build import reading, statement

LONG = (
    "The council of Vale voted late on Monday to rebuild the old lighthouse on Gull Point, which a storm had damaged "
    "in January, and to open its lower rooms to school classes from the whole county.\n\n"
    "“We owe this tower to the fishermen who were lost before it stood,” said Petra Olm, chair of the harbour committee.\n\n"
    "The work will take two summers. A firm from Eastmere will cut the stone, and the lamp will be an electric one that "
    "burns through the night without a keeper."
)


def article(text: str, quotes: list[tuple[str, Speaker | None]], number: int, **more: str) -> Reading:
    """An article of an outlet of its own, in which each speaker says what is given."""
    speakers = {s.name: s for _, s in quotes if s}
    made = tuple(
        Speaker(**{f: getattr(s, f) for f in s.__struct_fields__ if f != "id"}, id=f"p{n}")
        for n, s in enumerate(speakers.values(), start=1)
    )
    ids = {s.name: s.id for s in made}
    statements = [statement(text, quote, id="x", speaker=ids[s.name] if s else None) for quote, s in quotes]
    more.setdefault("site", f"Outlet {number}")
    more.setdefault("url", f"https://outlet{number}.example/story")
    return reading(text, statements, speakers=made, **more)


def person(name: str, **more: Any) -> Speaker:
    return Speaker(id="p1", name=name, kind="person", **more)


def sayings(ledger: Ledger) -> list[list[str]]:
    """The wordings of each saying."""
    rows = ledger.connection.execute(
        "SELECT saying_id, content FROM statement WHERE saying_id IS NOT NULL ORDER BY saying_id, id"
    ).fetchall()
    found: dict[int, list[str]] = {}
    for saying, content in rows:
        found.setdefault(saying, []).append(content)
    return list(found.values())


def entities(ledger: Ledger, *names: str) -> list[int]:
    """The entity of the speaker of each name, in the order of the articles."""
    return [
        ledger.connection.execute("SELECT entity_id FROM speaker WHERE name = ? ORDER BY id DESC", (name,)).fetchone()[
            0
        ]
        for name in names
    ]


def keep(ledger: Ledger, *readings: Reading) -> None:
    list(ledger.add_all(readings))
    list(ledger.link())


OLM = person("Petra Olm", role="chair of the harbour committee", country="VL")


def one_says(quote: str, number: int, who: Speaker | None = OLM, day: str = "2031-03-04") -> Reading:
    own = " ".join(f"word{number}x{n}" for n in range(30))
    text = f"Report number {number} has words of its own: {own}. {quote} it was said."
    return article(text, [(quote, who)], number, published=day)


SAME = [
    ("“We will not sell a single berth of this harbour.”", "“We will not sell a single berth of this harbour.”"),
    (
        "“We will not sell a single berth of this harbour, now or later.”",
        "“We will not sell a single berth of this harbour”",
    ),
    (
        "“We will not sell a single berth of this harbour.”",
        "“[The council] will not sell … a single berth of this harbour.”",
    ),
    ("“We will not sell a single berth of this harbour.”", "“We will never sell a single berth of this harbour.”"),
    ("“The quay cost 30 million crowns, not a crown more.”", "“The quay cost 35 million crowns, not a crown more.”"),
    ("“We will not sell a single berth of this harbour.”", "no single berth of the harbour would be sold"),
    ("“They put a damned fence around our own beach.”", "“They put a d----- fence around our own beach.”"),
    ("the fence around the beach was a “stinking disgrace”", "such fences, she added, are a “stinking disgrace” to us"),
    (
        "“I am not ready to pay for the ferries of the mainland, and nobody on this island who can count will ever be.”",
        "the island was not ready to pay for ferries of the mainland",
    ),
    ("“Nobody on earth is excluded.”", "that nobody on earth is excluded from the harbour"),
    ("the bridge is an heirloom", "she called “the bridge an heirloom,” not to be sold"),
]
DIFFERENT = [
    ("“We will not sell a single berth of this harbour.”", "“The lighthouse will open to schools in June.”"),
    ("“It is what it is.”", "“We are where we are.”"),
    ("the quay would be closed for two years", "the ferry would run twice an hour in the summer"),
    ("the lamp was a “Vale Light”", "that “Vale Light” had cost too much, and the town should have known"),
    ("“We lit the lamp for the drowned of the storm.”", "“The drowned of that storm had no lamp.”"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_wordings_of_one_utterance_are_one_saying(ledger: Ledger, first: str, second: str) -> None:
    keep(ledger, one_says(first, 1), one_says(second, 2))
    assert sayings(ledger) == [[first, second]]


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different_utterances_stay_apart(ledger: Ledger, first: str, second: str) -> None:
    keep(ledger, one_says(first, 1), one_says(second, 2))
    assert sayings(ledger) == []


def test_a_phrase_of_everybodys_is_no_saying(ledger: Ledger) -> None:
    keep(ledger, one_says("“No comment.”", 1, OLM), one_says("“No comment.”", 2, person("Karel Voss")))
    assert sayings(ledger) == []


def test_two_people_who_say_the_same_words_are_two(ledger: Ledger) -> None:
    words = "“We will not sell a single berth of this harbour.”"
    keep(ledger, one_says(words, 1, OLM), one_says(words, 2, person("Karel Voss", role="mayor")))
    assert sayings(ledger) == []


def test_a_long_quotation_is_one_saying_even_if_one_article_names_somebody_else(ledger: Ledger) -> None:
    words = "“We will not sell a single berth of this harbour to anybody from the mainland, and that is that.”"
    keep(ledger, one_says(words, 1, OLM), one_says(words, 2, person("Karel Voss", role="mayor")))
    assert len(sayings(ledger)) == 1
    assert len(set(entities(ledger, "Petra Olm", "Karel Voss"))) == 2


def test_pages_of_one_outlet_are_no_copies_for_their_notices(ledger: Ledger) -> None:
    notice = "The contents of this site belong to the Vale Publishing House, Quay Street 1, Vale. " * 3
    one = article(notice + "The lamp is lit.", [], 1, site="Vale Gazette", url="https://vg.example/1")
    other = article(notice + "The sea is calm.", [], 2, site="Vale Gazette", url="https://vg.example/2")
    keep(ledger, one, other)
    assert copy_groups(ledger) == []


def test_a_report_of_somebody_elses_words_is_not_their_statement(ledger: Ledger) -> None:
    inner = "“I never touched the lamp of that tower,”"
    outer = f"when they met him on the stairs on Sunday night he looked at them for a while and said {inner}"
    police = Speaker(id="p1", name="Vale Police", kind="organization")
    keep(ledger, one_says(inner, 1, person("Karel Voss")), one_says(outer, 2, police))
    assert sayings(ledger) == []


def test_reports_of_the_same_words_long_apart_are_two(ledger: Ledger) -> None:
    keep(
        ledger,
        one_says("the berths of the harbour would stay with the town", 1, day="2031-03-04"),
        one_says("the town would keep the berths of its harbour", 2, day="2031-09-04"),
    )
    assert sayings(ledger) == []


@pytest.mark.parametrize(
    ("first", "second", "relation", "flags"),
    [
        ("“We will sell it.”", "“We will sell it.”", "identical", ()),
        ("“We will not sell it, ever, to anybody.”", "“We will not sell it”", "cut", ()),
        ("“We will not sell the berths of it.”", "“We will sell the berths of it.”", "cut", ("negation",)),
        ("“We will not sell the old berths.”", "“We will never sell the old berths.”", "changed", ()),
        ("“It cost 30 million crowns in all.”", "“It cost 35 million crowns in all.”", "changed", ("number",)),
        ("“It cost three million crowns in all.”", "“It cost thirty million crowns in all.”", "changed", ("number",)),
        ("“We will not sell any berth.”", "berths would be sold", "reported", ("negation",)),
    ],
)
def test_differences_are_shown_and_flagged(first: str, second: str, relation: str, flags: tuple[str, ...]) -> None:
    likeness = compare(first, second)
    assert (likeness.relation, likeness.flags) == (relation, flags)


def test_a_saying_tells_where_it_stands_and_what_changed(ledger: Ledger) -> None:
    keep(
        ledger,
        one_says("“We will not sell a single berth of this harbour.”", 1, day="2031-03-05"),
        one_says("“We will sell a single berth of this harbour.”", 2, day="2031-03-04"),
    )
    saying = ledger.saying(ledger.search("berth").hits[0].statement)
    assert saying is not None
    assert [v.hit.outlet for v in saying.variants] == ["Outlet 2", "Outlet 1"]
    assert saying.variants[1].flags == ("negation",)
    assert (saying.reach.articles, saying.reach.texts, saying.reach.outlets) == (2, 2, 2)


def test_what_an_editor_put_in_or_masked_was_not_spoken() -> None:
    assert spoken_words("“He [Voss] … f---ing left, (expletive) him”") == ("he", "left", "him")


def copy_groups(ledger: Ledger) -> list[list[str]]:
    rows = ledger.connection.execute(
        "SELECT copies_id, outlet.name FROM article JOIN version ON version.id = current_id"
        " JOIN outlet ON outlet.id = outlet_id"
        " WHERE copies_id IS NOT NULL ORDER BY outlet.name"
    ).fetchall()
    return [[name for group, name in rows if group == one] for one in sorted({group for group, _ in rows})]


QUOTE = "“We owe this tower to the fishermen who were lost before it stood,”"


def test_copies_share_even_what_is_short_unless_they_have_it_twice(ledger: Ledger) -> None:
    text = f"{LONG}\n\n“Gladly,” said Karel Voss, and the crowd laughed.\n\n“No,” said Olm. Voss asked again. “No,” said Olm."
    voss = person("Karel Voss", role="mayor")
    made = article(text, [("“Gladly,”", voss), ("“No,”", OLM)], 1, published="2031-03-03")
    again = statement(text, "“No,”", id="s3", speaker=made.statements[1].speaker)
    at = text.rindex("“No,”")
    again = replace(again, content=(replace(again.content[0], start=at, end=at + len("“No,”")),))
    made = replace(made, statements=(*made.statements, again))
    other = replace(made, source=replace(made.source, sha256="f" * 64))
    other = replace(other, article=replace(made.article, site="Outlet 2", url="https://outlet2.example/story"))
    keep(ledger, made, other)
    assert copy_groups(ledger) == [["Outlet 1", "Outlet 2"]]
    assert sayings(ledger) == [["“Gladly,”", "“Gladly,”"]]


def test_copies_are_one_independent_text(ledger: Ledger) -> None:
    rewritten = LONG.replace("voted late on Monday", "decided on Monday").replace(
        "A firm from Eastmere", "An Eastmere firm"
    )
    partial = LONG[: LONG.index("The work will")].strip()
    other = (
        f"Petra Olm found words for the dead of the sea. {QUOTE} she said, while rain fell on the harbour committee and on "
        "a crowd of perhaps two hundred people who had come by bus from all over the county to see the new plans."
    )
    keep(
        ledger,
        article(LONG, [(QUOTE, OLM)], 1, published="2031-03-03"),
        article(LONG, [(QUOTE, OLM)], 2, published="2031-03-04"),
        article(rewritten, [(QUOTE, OLM)], 3, published="2031-03-05"),
        article(partial, [(QUOTE, OLM)], 4, published="2031-03-05", verdict="partial"),
        article(other, [(QUOTE, OLM)], 5, published="2031-03-04"),
    )
    assert copy_groups(ledger) == [["Outlet 1", "Outlet 2", "Outlet 3", "Outlet 4"]]
    hit = ledger.search("fishermen").hits[0]
    assert (hit.reach.articles, hit.reach.texts) == (5, 2)
    story = ledger.story("https://outlet2.example/story")
    originals = {a.outlet: a.copy_of for a in story.articles}
    first = next(a.article for a in story.articles if a.outlet == "Outlet 1")
    assert originals == {"Outlet 1": None, "Outlet 2": first, "Outlet 3": first, "Outlet 4": first, "Outlet 5": None}


def test_where_the_original_cannot_be_told_it_is_left_open(ledger: Ledger) -> None:
    keep(ledger, article(LONG, [(QUOTE, OLM)], 1), article(LONG, [(QUOTE, OLM)], 2))
    (line,) = ledger.stories().items
    assert {a.copy_of for a in ledger.story(line.key).articles} == {"?"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2031", "2031-02-31", "yesterday"])
def test_days_that_nothing_can_be_counted_from(ledger: Ledger, day: str) -> None:
    keep(ledger, one_says("the berths of the town would stay", 1, day=day), one_says("no berth would go", 2, day=day))
    assert sayings(ledger) == []
    assert ledger.stories().items == ()


def test_linking_in_any_order_of_adding_finds_the_same_sayings(ledger: Ledger) -> None:
    wordings = [w for pair in SAME[:4] for w in pair]
    keep(ledger, *(one_says(w, n) for n, w in reversed(list(enumerate(wordings)))))
    assert sorted(map(len, sayings(ledger))) == [len(wordings)]


def test_what_somebody_else_says_of_a_proposal_is_not_the_proposal(ledger: Ledger) -> None:
    keep(
        ledger,
        one_says("a ban on night ferries between the islands of the sound", 1, person("Karel Voss")),
        one_says(
            "the mayor's call for a ban on night ferries between the islands of the sound and his harsh words on the crews",
            2,
            Speaker(id="p1", name="Seamen's Guild", kind="organization"),
        ),
    )
    assert sayings(ledger) == []


def test_a_demand_reported_again_two_days_later_is_another_report(ledger: Ledger) -> None:
    first, second = "the harbour must build a wall of stone", "to build a stone wall around the harbour"
    keep(ledger, one_says(first, 1, day="2031-03-04"), one_says(second, 2, day="2031-03-06"))
    assert sayings(ledger) == []
    keep(ledger, one_says(second, 3, day="2031-03-05"))
    assert len(sayings(ledger)) == 1


def test_somebody_who_names_the_speaker_speaks_of_what_was_said(ledger: Ledger) -> None:
    guild = Speaker(id="p1", name="Seamen's guilds", kind="group")
    keep(
        ledger,
        one_says("to ban all night ferries between the islands of the sound", 1, person("Karel Voss")),
        one_says("Voss’s proposal to ban all night ferries between the islands of the sound", 2, guild),
    )
    assert sayings(ledger) == []


def test_a_play_on_a_known_saying_is_another_one(ledger: Ledger) -> None:
    known = "“There is a place at the bottom of the sea for {}.”"
    keep(
        ledger,
        one_says(known.format("men who sell a harbour"), 1, OLM, day="2031-03-04"),
        one_says(known.format("mayors, clerks and all their cousins on the mainland"), 2, None, day="2031-04-20"),
    )
    assert sayings(ledger) == []
    keep(ledger, one_says(known.format("men who sell a harbour"), 3, None, day="2031-04-21"))
    assert len(sayings(ledger)) == 1


def test_reports_that_share_names_only_are_two(ledger: Ledger) -> None:
    keep(
        ledger,
        one_says("to meet Harbour Commissioner Petra Olm and Mayor Karel Voss", 1, person("Ilsa Marenko")),
        one_says("the plans of Harbour Commissioner Petra Olm and Mayor Karel Voss", 2, person("Ilsa Marenko")),
    )
    assert sayings(ledger) == []


def test_a_threat_is_one_whether_the_article_says_when_it_was_made_or_not(ledger: Ledger) -> None:
    quote = "“I will put that lamp out for good.”"
    first = one_says(quote, 1, person("Karel Voss"), day="2031-11-18")
    (spoken,) = first.statements
    told = Said(start=0, end=0, text="", date="2031-03-21", precision="day")
    first = replace(first, statements=(replace(spoken, said=told),))
    keep(ledger, first, one_says("he would “put that lamp out for good.”", 2, person("Karel Voss"), day="2031-11-19"))
    assert len(sayings(ledger)) == 1


def test_the_same_form_of_words_with_another_number_from_another_mouth_is_another_statement(ledger: Ledger) -> None:
    form = "“District {} will plant elms along every road that leads to the sea,”"
    keep(ledger, one_says(form.format(7), 1, person("Karel Voss")), one_says(form.format(9), 2, None))
    assert sayings(ledger) == []
    keep(ledger, one_says(form.format(8), 3, person("Karel Voss")))
    assert len(sayings(ledger)) == 1
