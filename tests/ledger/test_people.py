"""Protects who is who across articles: names, offices and bodies joined as a reader would, and not further."""

from __future__ import annotations

import pytest

from onrecord.ledger import Ledger
from onrecord.ledger.names import fits, organisation_name, person_name
from onrecord.records import Reading, Speaker, SpeakerKind
from tests.ledger.test_links import LONG, OLM, QUOTE, article, entities, keep, one_says, person

APART = (
    "the lamp is lit", "bread will be dear this winter", "two boats were lost", "nobody paid", "it rained in May",
    "the school opens late", "an election is near", "the tide was high", "no ferry left", "a wall fell in the night",
    "the road is closed", "rents go up", "the bridge is painted", "snow is on its way",
)  # fmt: skip
"""Things said that have nothing in common."""
ONE_PERSON = [
    (person("Petra Olm"), person("Petra Olm")),
    (person("Petra A. Olm"), person("Petra Olm", role="councillor")),
    (person("James Hale Jr.", role="governor"), person("Jim Hale", role="governor")),
    (person("Petra Olm", role="chair of the harbour committee"), person("Olm", role="chair of the harbour committee")),
    (person("José Müller-Núñez"), person("Jose Muller-Nunez")),
    (person("P.K. Olm", role="councillor"), person("P. K. Olm")),
    (person("Petra Olm", role="economist"), person("Petra Olm", role="former adviser to the president")),
]
TWO_PEOPLE = [
    (person("Petra Olm"), person("Karel Olm")),
    (person("Petra Olm", role="senator", country="VL"), person("Petra Olm", role="midfielder", country="EM")),
    (person("Petra Olm", role="novelist"), person("Petra Olm", role="goalkeeper")),
    (person("James Hale Jr."), person("James Hale Sr.")),
    (person("Petra Olm"), person("Olm")),
    (person("P. Olm"), person("Petra Olm")),
    (person("Petra A. Olm"), person("Petra B. Olm")),
    (person("Petra W. Olm"), person("Petra H.W. Olm")),
]


@pytest.mark.parametrize(("first", "second"), ONE_PERSON, ids=lambda s: s.name)
def test_names_of_one_person(ledger: Ledger, first: Speaker, second: Speaker) -> None:
    keep(ledger, one_says("“The lamp is lit.”", 1, first), one_says("“Come to the square on Sunday.”", 2, second))
    rows = ledger.connection.execute("SELECT DISTINCT entity_id FROM speaker").fetchall()
    assert len(rows) == 1


@pytest.mark.parametrize(("first", "second"), TWO_PEOPLE, ids=lambda s: s.name)
def test_names_of_two_people(ledger: Ledger, first: Speaker, second: Speaker) -> None:
    keep(ledger, one_says("“The lamp is lit.”", 1, first), one_says("“Come to the square on Sunday.”", 2, second))
    rows = ledger.connection.execute("SELECT DISTINCT entity_id FROM speaker").fetchall()
    assert len(rows) == 2


def test_a_surname_that_came_before_the_full_name_is_taken_over(ledger: Ledger) -> None:
    chair = "chair of the harbour committee"
    keep(ledger, one_says("“The lamp is lit.”", 1, person("Olm", role=chair)))
    keep(ledger, one_says("“Come to the square.”", 2, person("Olm", role="goalkeeper")))
    keep(ledger, one_says("“We shall see.”", 3, person("Petra Olm", role=chair)))
    rows = [row[0] for row in ledger.connection.execute("SELECT entity_id FROM speaker ORDER BY id")]
    assert rows[0] == rows[2] != rows[1]
    assert ledger.connection.execute("SELECT count(*) FROM entity").fetchone()[0] == 2


def test_an_office_stands_for_its_holder_where_one_person_holds_it(ledger: Ledger) -> None:
    holder = person("Petra Olm", role="president", country="VL")
    office = Speaker(id="p1", name="the Valean president", kind="unnamed", role="president", country="VL")
    other = Speaker(id="p1", name="the Eastmerean president", kind="unnamed", role="president", country="EM")
    deputy = Speaker(id="p1", name="a vice president", kind="unnamed", role="vice president", country="VL")
    quotes = ["“The lamp is lit.”", "“Come to the square.”", "“We shall see.”", "“I was not asked.”"]
    keep(
        ledger,
        *(one_says(q, n, s) for n, (q, s) in enumerate(zip(quotes, [holder, office, other, deputy], strict=True))),
    )
    found = entities(ledger, "Petra Olm", "the Valean president", "the Eastmerean president", "a vice president")
    assert found[0] == found[1]
    assert len(set(found)) == 3


def test_a_description_is_the_one_speaker_beside_it_whom_other_articles_describe_so(ledger: Ledger) -> None:
    told = [person("Petra Olm", role="Valmark Sen."), person("Karel Voss", role="Senator"), person("Ilsa Marenko")]
    keep(ledger, *(one_says(APART[n], n, who) for n, who in enumerate(told)))
    here = [person("Petra Olm"), person("Karel Voss"), person("Ilsa Marenko")]
    unnamed = [
        Speaker(id="p1", name=name, kind="unnamed")
        for name in ("Valmark senator", "senator", "a Valmark senator", "Eastmere senator")
    ]
    text = f"Nobody came. {' and '.join(APART[5:12])} were all that was said on the quay that night."
    keep(ledger, article(text, list(zip(APART[5:12], unnamed + here, strict=True)), 9))
    olm, found, *others = entities(ledger, "Petra Olm", *(who.name for who in unnamed))
    assert found == olm
    assert olm not in others
    reason = ledger.connection.execute("SELECT link_reason FROM speaker WHERE name = 'Valmark senator'").fetchone()[0]
    assert reason == "described so elsewhere (senator valmark)"


def test_a_governor_of_one_place_is_not_that_of_another(ledger: Ledger) -> None:
    holder = person("Petra Olm", role="Vale Governor", country="VL")
    offices = ["Vale governor", "governor of Vale", "Quay governor", "governor", "another Vale governor"]
    unnamed = [Speaker(id="p1", name=name, kind="unnamed", country="VL") for name in offices]
    quotes = [f"“The lamp number {n} is lit.”" for n in range(len(unnamed))]
    keep(ledger, one_says("“The lamp is lit.”", 10, holder))
    keep(ledger, *(one_says(q, n, s) for n, (q, s) in enumerate(zip(quotes, unnamed, strict=True))))
    olm, *found = entities(ledger, "Petra Olm", *offices)
    assert [one == olm for one in found] == [True, True, False, False, False]


def test_a_surname_with_an_office_is_the_one_who_is_often_quoted_so(ledger: Ledger) -> None:
    president, wife = person("Karel Voss", role="President"), person("Ilsa Voss", role="the president’s wife")
    speakers = [president] * 3 + [wife] + [person("Voss", role="President")] * 3
    keep(ledger, *(one_says(f"“Lamp number {n} is lit on this quay.”", n, s) for n, s in enumerate(speakers)))
    rows = [row for (row,) in ledger.connection.execute("SELECT entity_id FROM speaker ORDER BY id")]
    assert set(rows[4:]) == {rows[0]} != {rows[3]}


def test_who_leads_a_country_is_called_by_surname_alone(ledger: Ledger) -> None:
    president, poet = person("Ilsa Marenko", role="president", country="VL"), person("Karel Voss", role="poet")
    bare = [person("Marenko"), Speaker(id="p1", name="Marenko", kind="organization"), person("Voss")]
    keep(ledger, *(one_says(APART[n], n, who) for n, who in enumerate([president, poet, *bare])))
    found = [row for (row,) in ledger.connection.execute("SELECT entity_id FROM speaker ORDER BY id")]
    assert found[2] == found[3] == found[0]
    assert found[4] not in found[:4]


def test_what_is_described_and_not_named_is_another_body_in_every_article(ledger: Ledger) -> None:
    names = ["group", "a group", "his campaign", "Many observers", "Vale officials", "city council", "Olm campaign"]
    bodies = [Speaker(id="p1", name=name, kind="organization", country="VL") for name in names]
    keep(ledger, *(one_says(APART[n], n, body) for n, body in enumerate(bodies * 2)))
    linked = ledger.connection.execute("SELECT name FROM entity GROUP BY folded HAVING count(*) = 1").fetchall()
    assert linked == [("Olm campaign",)]


def test_the_parliament_is_that_of_the_country_that_the_article_is_about(ledger: Ledger) -> None:
    def article_of(country: str, number: int) -> Reading:
        parliament = Speaker(id="p1", name="Parliament", kind="organization")
        minister = person(f"Minister {country}", role="minister", country=country)
        said = ("the new law on harbour dues will wait", "bread prices rose in spring", "two of its members are ill")[
            number
        ]
        text = f"Report {number} from a city. “Lamp {number} is lit,” it was said. It also said that {said}."
        return article(text, [(f"“Lamp {number} is lit,”", minister), (said, parliament)], number)

    keep(ledger, article_of("VL", 0), article_of("VL", 1), article_of("EM", 2))
    found = [
        r for (r,) in ledger.connection.execute("SELECT entity_id FROM speaker WHERE name = 'Parliament' ORDER BY id")
    ]
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("kinds", [("organization", "organization"), ("person", "person"), ("person", "organization")])
@pytest.mark.parametrize("turned", [False, True])
def test_a_part_of_a_name_that_another_article_uses_for_short(
    ledger: Ledger, kinds: tuple[SpeakerKind, SpeakerKind], turned: bool
) -> None:
    whole = Speaker(id="p1", name="Vale Harbour Lines", kind=kinds[0], aliases=("Vale Harbour", "Vale"))
    short = Speaker(id="p1", name="Vale Harbour", kind=kinds[1])
    other = Speaker(id="p1", name="Vale", kind=kinds[1])
    order = [other, short, whole] if turned else [whole, short, other]
    keep(ledger, *(one_says(f"“The lamp of quay {n} is lit.”", n, speaker) for n, speaker in enumerate(order)))
    found = dict(ledger.connection.execute("SELECT name, entity_id FROM speaker"))
    assert found["Vale Harbour Lines"] == found["Vale Harbour"] != found["Vale"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_headlines_verb_is_no_part_of_a_name(ledger: Ledger, turned: bool) -> None:
    name = person("Petra Olm")
    headline = Speaker(id="p1", name="Petra Olm Slams Mayor", kind="person", role="chair", aliases=("Petra Olm", "Olm"))
    order = [name, headline] if turned else [headline, name]
    keep(ledger, *(one_says(f"“The lamp of quay {n} is lit.”", n, speaker) for n, speaker in enumerate(order)))
    assert ledger.connection.execute("SELECT name FROM entity").fetchall() == [("Petra Olm",)]
    united = [Speaker(id="p1", name=n, kind="organization", aliases=("V.N.",)) for n in ("V.N. Ports", "V.N.")]
    keep(ledger, *(one_says(f"harbour {n} is full of ice", n + 5, body) for n, body in enumerate(united)))
    assert ledger.connection.execute("SELECT count(*) FROM entity").fetchone() == (3,)


def test_a_headlines_verb_is_no_part_of_a_name_that_others_write_in_full(ledger: Ledger) -> None:
    headline = Speaker(id="p1", name="Petra Olm Slams Mayor", kind="person", role="chair", aliases=("Petra Olm", "Olm"))
    order = [person("Petra J. Olm", role="chair of the council"), headline, person("Petrus Olm")]
    keep(ledger, *(one_says(f"“The lamp of quay {n} is lit.”", n, speaker) for n, speaker in enumerate(order)))
    found = dict(ledger.connection.execute("SELECT name, entity_id FROM speaker"))
    assert found["Petra Olm Slams Mayor"] == found["Petra J. Olm"] != found["Petrus Olm"]


def test_organisations_by_name_and_acronym_but_not_the_police_of_two_towns(ledger: Ledger) -> None:
    def body(name: str, *aliases: str) -> Speaker:
        return Speaker(id="p1", name=name, kind="organization", aliases=aliases)

    speakers = [
        body("Vale Institute of Tides", "VIT"),
        body("VIT"),
        body("The Vale Institute of Tides"),
        body("police"),
        body("Police"),
    ]
    quotes = ["the tide will be low", "nobody was hurt", "the moon is far", "a car was stolen", "a boat was found"]
    keep(ledger, *(one_says(q, n, s) for n, (q, s) in enumerate(zip(quotes, speakers, strict=True))))
    found = ledger.connection.execute("SELECT entity_id FROM speaker ORDER BY id").fetchall()
    assert found[0] == found[1] == found[2]
    assert len({found[0], found[3], found[4]}) == 3


def test_a_company_that_one_article_takes_for_a_person_is_one(ledger: Ledger) -> None:
    company = Speaker(id="p1", name="Vale Shipping", kind="organization")
    keep(ledger, one_says("“The lamp is lit.”", 1, person("Vale Shipping")), one_says("“We shall see.”", 2, company))
    rows = ledger.connection.execute("SELECT DISTINCT entity_id FROM speaker").fetchall()
    assert len(rows) == 1


def test_links_carry_their_reasons(ledger: Ledger) -> None:
    keep(ledger, one_says("“The lamp is lit.”", 1), one_says("“Come to the square.”", 2))
    reasons = [row[0] for row in ledger.connection.execute("SELECT link_reason FROM speaker ORDER BY id")]
    assert reasons[0] == "first mention"
    assert reasons[1].startswith("same full name; role or affiliation agrees")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Gov. James P. Kennedy Jr.", "James Kennedy", True),
        ("Bill de la Vega", "William de la Vega", True),
        ("Vale Harbour Administrator Petra Olm", "Petra Olm", True),
        ("Stephen King", "Steve King", True),
        ("Stan Olm", "Stanley B. Olm", True),
        ("J. Vega", "William de la Vega", False),
        ("Anna Olm", "Annabel Olm", False),
    ],
)
def test_names_that_fit(one: str, other: str, expected: bool) -> None:
    assert fits(person_name(one), person_name(other)) is expected


def test_organisations_are_compared_without_what_is_optional() -> None:
    assert organisation_name("The Vale Shipping Co., Inc.") == organisation_name("Vale Shipping’s")
    assert organisation_name("V.S.C.") == organisation_name("VSC")
    assert organisation_name("Ms. Olm’s campaign") == organisation_name("Olm campaign")
    assert organisation_name("Petra Olm’s campaign") == organisation_name("Olm campaign")
    assert organisation_name("the leave Olm campaign") != organisation_name("Olm campaign")


def test_a_broadcaster_goes_by_its_letters_with_and_without_the_news(ledger: Ledger) -> None:
    names = ["VBC", "VBC News", "Vale News", "Vale"]
    bodies = [Speaker(id="p1", name=name, kind="organization") for name in names]
    keep(ledger, *(one_says(APART[n], n, body) for n, body in enumerate(bodies)))
    first, second, *others = entities(ledger, *names)
    assert first == second
    assert len({first, *others}) == 3


def test_a_copy_that_tells_the_full_name_as_well_as_the_surname(ledger: Ledger) -> None:
    quote = "“The lamp will burn again by the autumn of next year, whatever it costs,”"
    text = LONG + f"\n\n{quote} the mayor said."
    surname, full = person("Voss", role="mayor"), person("Karel Voss", role="mayor")
    keep(
        ledger,
        article(text, [(QUOTE, OLM), (quote, surname)], 1),
        article(text, [(QUOTE, full), (quote, surname)], 2),
    )
    assert len(set(entities(ledger, "Voss", "Karel Voss"))) == 1
