"""Protects what is added to a model's work and what is taken from it: only what marks, layout and plain cues make certain."""

from __future__ import annotations

from msgspec.structs import replace

from onrecord.records import Found
from onrecord.statements.ensemble import with_certain
from onrecord.statements.mentions import mended
from onrecord.statements.tokens import analyse


def place(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def made(text: str, cue: str, source: str, *content: str, confidence: float = 0.9) -> Found:
    sources = (place(text, source),) if source else ()
    pieces = tuple(place(text, piece) for piece in content)
    return Found(content=pieces, cue=place(text, cue), sources=sources, confidence=confidence)


def contents(text: str, found: list[Found]) -> list[list[str]]:
    return [[text[a:b] for a, b in item.content] for item in with_certain(analyse(text), found)]


def test_content_ends_where_the_next_cue_of_its_source_begins() -> None:
    text = "The harbour board warned that the quay would sink, and called the plan “a gift to the sea.”"
    warned = made(text, "warned", "The harbour board", "that the quay would sink, and called")
    called = made(text, "called", "The harbour board", "the plan “a gift to the sea.”")
    assert contents(text, [warned, called]) == [["that the quay would sink"], ["the plan “a gift to the sea.”"]]


def test_a_participle_behind_a_comma_ends_the_content_before_it() -> None:
    text = "Ann Lee said the ferry was safe, adding that it had been checked."
    said = made(text, "said", "Ann Lee", "the ferry was safe, adding that it had been checked")
    adding = made(text, "adding", "Ann Lee", "that it had been checked")
    assert contents(text, [said, adding])[0] == ["the ferry was safe"]


def test_a_cue_within_a_clause_of_the_content_cuts_nothing() -> None:
    text = "Ann Lee said the ferry that Ann Lee called safe had sunk."
    said = made(text, "said", "Ann Lee", "the ferry that Ann Lee called safe had sunk")
    called = Found(content=(place(text, "safe"),), cue=place(text, "called"), sources=said.sources, confidence=0.9)
    assert contents(text, [said, called])[0] == ["the ferry that Ann Lee called safe had sunk"]


def test_a_quotation_within_a_report_ends_before_who_tells_it() -> None:
    text = "The clerk recalled that he said, “I'll sink the ferry,” the harbour office said."
    told = made(text, "said", "the harbour office", "The clerk recalled that he said, “I'll sink the ferry,”")
    told = replace(told, cue=(text.rindex("said"), text.rindex("said") + len("said")))
    said = made(text, "said", "he", "“I'll sink the ferry,” the harbour office said")
    assert contents(text, [told, said])[1] == ["“I'll sink the ferry,”"]


def test_a_quotation_that_goes_on_is_joined() -> None:
    text = "“We are late,” Ann Lee said. “Nobody waited for us at the quay.”"
    found = [made(text, "said", "Ann Lee", "“We are late,”")]
    assert contents(text, found) == [["“We are late,”", "“Nobody waited for us at the quay.”"]]


def test_a_quotation_that_the_model_left_alone_is_found_by_its_cue() -> None:
    text = "The boat was late. “Nobody waited for us at the quay,” said Ann Lee, 45."
    assert contents(text, []) == [["“Nobody waited for us at the quay,”"]]


def test_a_report_within_a_report_is_found_by_its_plain_cue() -> None:
    text = "Ann Lee wrote that the mayor had said that the wall would hold."
    found = [made(text, "wrote", "Ann Lee", "that the mayor had said that the wall would hold")]
    assert contents(text, found)[1:] == [["the wall would hold"]]


def test_rarer_cues_are_left_to_the_model() -> None:
    assert contents("The board proposed a new quay for the island.", []) == []


def test_a_doubtful_report_that_nobody_made_is_left_out() -> None:
    text = "He was asked about the possibility."
    sourceless = made(text, "asked about", "", "the possibility", confidence=0.4)
    assert contents(text, [sourceless]) == []
    sure = made(text, "asked about", "", "the possibility", confidence=0.8)
    assert contents(text, [sure]) == [["the possibility"]]


def test_an_interview_is_read_from_its_layout() -> None:
    text = (
        "Una Prior spoke with us about the quay.\n\nQ: Is it safe?\n\nA: I think that it is safe enough for now.\n\n"
        "Q: And the ferry?\n\nA: We sold it last year.\n\nQ: To whom?\n\nA: I cannot tell you that."
    )
    thinks = made(text, "think", "I", "that it is safe enough for now")
    found = contents(text, [thinks])
    assert ["I think that it is safe enough for now."] in found
    assert ["We sold it last year."] in found


def test_a_title_in_single_marks_within_a_quotation_goes_on_with_nothing() -> None:
    text = "“I have read it,” Ann Lee said. 'Every Wall Will Fall.' The book sold well."
    assert contents(text, [made(text, "said", "Ann Lee", "“I have read it,”")]) == [["“I have read it,”"]]


def sources(text: str, item: Found) -> list[str]:
    return [text[a:b] for a, b in mended(analyse(text), item)]


def test_pieces_of_one_mention_are_joined() -> None:
    text = "The leader of the Harvest Party, Jonas Weil, said the count was wrong."
    item = made(text, "said", "The leader of the Harvest Party", "the count was wrong")
    item = replace(item, sources=(*item.sources, place(text, "Jonas Weil,")))
    assert sources(text, item) == ["The leader of the Harvest Party, Jonas Weil,"]


def test_a_title_gets_its_name_back() -> None:
    text = "Mr. Sand slept. Ms. Sand said it did not."
    assert sources(text, made(text, "said", "Ms.", "it did not")) == ["Ms. Sand"]
    scrap = made(text, "said", "Ms. Sand", "it did not")
    assert sources(text, replace(scrap, sources=((0, 2), *scrap.sources))) == ["Ms. Sand"]


def test_small_words_in_front_are_no_part_of_a_mention() -> None:
    text = "As Professor Ines Wolff explained, the glacier loses a metre a week."
    item = made(text, "explained", "As Professor Ines Wolff", "the glacier loses a metre a week")
    assert sources(text, item) == ["Professor Ines Wolff"]


def test_a_mention_of_nothing_but_small_words_gives_way_to_the_rules() -> None:
    text = "Then Rosa Quill said that the boat was late."
    assert sources(text, made(text, "said", "Then", "that the boat was late")) == ["Rosa Quill"]
    assert sources(text, made(text, "said", "", "that the boat was late")) == ["Rosa Quill"]


def test_it_is_nobody_in_a_passive() -> None:
    text = "On Tolu it is said that the tears began on the voyage."
    assert sources(text, made(text, "is said", "it", "that the tears began on the voyage")) == []
    text = "It is saying that the tears began on the voyage."
    assert sources(text, made(text, "is saying", "It", "that the tears began on the voyage")) == ["It"]


def test_scraps_between_quotations_are_left_out() -> None:
    text = "The ferry and the quay are late. “I will bring coffee,” Una Prior said. “He can bring fish.”"
    item = made(
        text, "said", "Una Prior", "The ferry and the quay are", "“I will bring coffee,”", "“He can bring fish.”"
    )
    assert contents(text, [item]) == [["“I will bring coffee,”", "“He can bring fish.”"]]


def test_a_name_in_marks_is_no_statement() -> None:
    text = "He lives in the tower with a goat that he calls “the Admiral.”"
    assert contents(text, [made(text, "calls", "he", "“the Admiral.”")]) == []


def test_an_according_to_that_the_model_left_alone_is_found() -> None:
    text = "According to the harbour office, two cranes were damaged in the storm."
    assert contents(text, []) == [["two cranes were damaged in the storm"]]


def test_marks_within_marks_are_a_statement_where_a_cue_and_a_source_lead_to_them() -> None:
    text = "“Then Mayor Kerr asked me, ‘Where is the boat?’ He never said, ‘Thank you, Ann,’” Ann Lee said."
    said = made(text, "said.", "Ann Lee said"[:7], text[: text.index(" Ann Lee said")])
    assert contents(text, [said])[1:] == [["‘Where is the boat?’"]]


def test_marks_within_marks_are_none_where_the_speaker_only_thinks_of_them() -> None:
    text = "“You could say, ‘Nobody wants a boat.’ I said, ‘Buy a boat.’ And people say, ‘Why a boat?’” Ann Lee said."
    said = made(text, "said.", "Ann Lee", text[: text.index(" Ann Lee said")])
    assert len(contents(text, [said])) == 1


def test_the_reader_who_is_addressed_says_nothing() -> None:
    text = "You may think that boats float. “You said the boat had sunk,” Ann Lee said."
    think = made(text, "may think", "You", "that boats float")
    at = text.index("You said")
    said = Found(
        content=(place(text, "the boat had sunk"),), cue=(at + 4, at + 8), sources=((at, at + 3),), confidence=0.9
    )
    assert ["that boats float"] not in contents(text, [think, said])
    assert ["the boat had sunk"] in contents(text, [think, said])


def test_marks_that_a_model_is_unsure_of_need_a_cue_that_the_rules_find() -> None:
    text = "The band played “Nobody Waits for a Ferry” on the quay. Ann Lee called the plan “a gift to the sea.”"
    played = made(text, "played", "The band", "“Nobody Waits for a Ferry” on the quay", confidence=0.4)
    called = made(text, "called", "Ann Lee", "the plan “a gift to the sea.”", confidence=0.4)
    assert contents(text, [played, called]) == [["the plan “a gift to the sea.”"]]
    assert len(contents(text, [replace(played, confidence=0.9), called])) == 2


def test_what_a_sentence_quotes_by_a_cue_of_its_own_is_a_statement_of_its_own() -> None:
    text = "Ann Lee told a paper, “I swam all day. I look well.” She added, “Now I wear my tightest coat.”"
    told = made(text, "told", "Ann Lee", "“I swam all day. I look well.” She added", "“Now I wear my tightest coat.”")
    assert contents(text, [told]) == [["“I swam all day. I look well.”"], ["“Now I wear my tightest coat.”"]]


def test_the_words_of_one_person_are_no_part_of_the_next_ones() -> None:
    text = "“Her voice still rocks,” one person wrote. “She looks happy to me,” wrote another."
    wrote = made(text, "wrote another", "another", "“Her voice still rocks,”", "“She looks happy to me,”")
    assert contents(text, [wrote]) == [["“Her voice still rocks,”"], ["“She looks happy to me,”"]]


def test_a_quotation_behind_a_report_that_runs_into_it_is_a_statement_of_its_own() -> None:
    text = "Ann Lee said that the wall would fall by May. “I cannot see how it would stand that long.”"
    said = made(text, "said", "Ann Lee", text[text.index("the wall") :])
    assert contents(text, [said]) == [
        ["the wall would fall by May."],
        ["“I cannot see how it would stand that long.”"],
    ]


def test_the_title_that_somebody_performs_is_no_statement() -> None:
    text = "Selma Orr performed “Songs of Old Seas” in Lorne."
    assert contents(text, [made(text, "performed", "Selma Orr", "“Songs of Old Seas”")]) == []
    text = "Selma Orr called it “Songs of Old Seas” in Lorne."
    assert contents(text, [made(text, "called", "Selma Orr", "it “Songs of Old Seas”")]) != []


def test_who_asks_and_who_answers_do_not_share_the_question() -> None:
    text = "When the Gazette asked Lee, “Why the quay?” the singer answered, “It was cold there.”"
    asked = made(text, "asked", "the Gazette", "“Why the quay?”")
    answered = made(text, "answered", "the singer", "“Why the quay?”", "“It was cold there.”")
    assert contents(text, [asked, answered]) == [["“Why the quay?”"], ["“It was cold there.”"]]


def test_a_quotation_that_two_cues_claim_goes_to_none_where_it_stands_alone() -> None:
    text = "“It was late,” said Lee, who left. She said she had not seen the fog. “Nobody rang the bell.”"
    said = made(text, "said", "Lee, who left", "“It was late,”", "“Nobody rang the bell.”")
    again = made(text, "said she"[:4], "She", "she had not seen the fog", "“Nobody rang the bell.”")
    again = replace(again, cue=(text.index("said she"), text.index("said she") + 4))
    assert contents(text, [said, again]) == [
        ["“It was late,”"],
        ["she had not seen the fog"],
        ["“Nobody rang the bell.”"],
    ]


def test_a_sentence_that_opens_with_another_source_and_cue_is_not_the_statement_before() -> None:
    text = "The tide report states: “The quay sinks.” It also adds that: “The wall holds.”"
    states = made(text, "states:", "The tide report", "“The quay sinks.” It also adds that: “The wall holds.”")
    adds = made(text, "also adds", "It", "that: “The wall holds.”")
    assert contents(text, [states, adds]) == [["“The quay sinks.”"], ["that: “The wall holds.”"]]


def test_a_piece_that_is_a_quotation_behind_a_report_is_a_statement_of_its_own() -> None:
    text = "The quay, Ann Lee said, moves with the tide. “It moved under my feet.”"
    said = made(text, "said", "Ann Lee", "The quay", "moves with the tide", "“It moved under my feet.”")
    assert contents(text, [said]) == [["The quay", "moves with the tide"], ["“It moved under my feet.”"]]


def test_content_ends_where_the_narration_goes_on_behind_a_quotation() -> None:
    text = "“Look,” Bo Tanner said. “That is the end of the world.” I looked and saw only water."
    said = made(text, "said", "Bo Tanner", "“Look,”", "“That is the end of the world.” I looked and saw only water")
    assert contents(text, [said]) == [["“Look,”", "“That is the end of the world.”"]]


def test_what_somebody_is_said_to_have_told_is_not_the_sayers_once_more() -> None:
    text = "Hal Byrne told the court that Otto Brandt had come and had told a friend he would burn the quay."
    told = made(text, "told", "Hal Byrne", "that Otto Brandt had come and had told a friend he would burn the quay")
    assert len(contents(text, [told])) == 1


def test_a_colon_behind_a_name_makes_no_second_speaker() -> None:
    text = "Mara Quist wrote to Clara Weiss: “Send me a number.”"
    wrote = made(text, "wrote", "Mara Quist", "“Send me a number.”")
    colon = made(text, ":", "Clara Weiss", "“Send me a number.”", confidence=0.5)
    assert contents(text, [wrote, colon]) == [["“Send me a number.”"]]


def test_the_same_words_of_the_same_source_are_told_once() -> None:
    text = "Hal Byrne backs this up, saying that most of it is “make-believe”."
    backs = made(text, "backs this up", "Hal Byrne", "that most of it is “make-believe”", confidence=0.5)
    saying = made(text, "saying", "Hal Byrne", "that most of it is “make-believe”", confidence=0.7)
    (told,) = with_certain(analyse(text), [backs, saying])
    assert told.cue == saying.cue


def test_quotations_that_others_words_part_are_statements_of_their_own() -> None:
    text = (
        "Hal Byrne said: “The pier is shut.”\n\n“It is a live matter,” the harbour office added.\n\n"
        "“I know that this is hard. The boats will sail.”"
    )
    said = made(text, "said", "Hal Byrne", "“The pier is shut.”", "“I know that this is hard. The boats will sail.”")
    added = made(text, "added", "the harbour office", "“It is a live matter,”")
    assert contents(text, [said, added])[0] == ["“The pier is shut.”"]


def test_what_a_quotation_behind_a_colon_is_about_is_no_part_of_it() -> None:
    text = "Hal Byrne summed up the journey of the fish to the shop: “It is old and new at once.”"
    summed = made(text, "summed up", "Hal Byrne", "the journey of the fish", "“It is old and new at once.”")
    assert contents(text, [summed]) == [["“It is old and new at once.”"]]


def test_what_the_writer_has_says_nothing() -> None:
    text = "The soup went on my roll of “best things of the year.”"
    assert contents(text, [made(text, "roll of", "my", "“best things of the year.”")]) == []


def test_a_quotation_that_a_word_for_saying_leads_to_is_found_within_a_report() -> None:
    text = "According to the Star, one user of the ferry posted: “I want to know how they came here.”"
    star = made(text, "According to", "the Star", "one user of the ferry posted: “I want to know how they came here.”")
    assert contents(text, [star])[1:] == [["“I want to know how they came here.”"]]


def test_a_title_that_somebody_wrote_is_not_found_as_speech_within_a_report() -> None:
    text = "Mara Quist, who wrote “The Harbour Book,” said that she had been surprised by it."
    said = made(text, "said", "Mara Quist, who wrote “The Harbour Book,”", "that she had been surprised by it")
    assert contents(text, [said]) == [["that she had been surprised by it"]]
