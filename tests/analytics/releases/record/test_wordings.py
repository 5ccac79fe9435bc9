from dataclasses import replace
from datetime import date

from analytics.releases.record import wordings
from analytics.releases.record.wordings import PublishedInstrument
from survey.definition.types import Block, Instrument, Question, QuestionKind
from survey.evidence.records import Evidence, EvidenceKind, words_of


def question(code="Q-A", english="How was it?", **fields) -> Question:
    return Question(
        code=code, block=Block.CORE, kind=QuestionKind.TEXT, text={"en": english}, **fields
    )


def published(*versions: tuple[Question, ...]) -> list[PublishedInstrument]:
    return [
        PublishedInstrument(
            instrument=Instrument(
                code="core", version=number, languages=("en",), questions=questions
            ),
            published_on=date(2026, number, 1),
            asked_from=date(2026, number, 2),
        )
        for number, questions in enumerate(versions, 1)
    ]


def evidence(on: Question) -> Evidence:
    return Evidence(
        question=on.code, words=words_of(on), kind=EvidenceKind.INTERVIEW, people=9,
        on=date(2026, 1, 20), languages=("en",), found="All understood.", changed="Nothing.",
        recorded_by="A. Designer",
    )  # fmt: skip


class TestChanges:
    def test_are_none_in_the_version_that_begins_the_series(self) -> None:
        (first,) = wordings.changes(published((question(),)), [])

        assert (first["is_first"], first["changes"]) == (True, [])

    def test_are_what_is_asked_anew_in_other_words_or_no_longer(self) -> None:
        mended = replace(question(), text={"en": "How was it?", "cy": "Sut oedd hi?"})
        new, old = question("Q-B", "Who came?"), question("Q-C")
        latest, _first = wordings.changes(published((question(), old), (mended, new)), [])

        kinds = {each["question"]: each["kind"] for each in latest["changes"]}
        assert kinds == {"Q-A": "reworded", "Q-B": "added", "Q-C": "removed"}

    def test_name_a_question_that_takes_the_place_of_another_once(self) -> None:
        new = question("Q-D", "Better?", replaces="Q-A")
        latest, _first = wordings.changes(published((question(),), (new,)), [])

        (change,) = latest["changes"]
        assert (change["kind"], change["before"]["en"][0]) == ("replaced", "How was it?")

    def test_come_with_the_evidence_on_exactly_these_words_and_with_nobodys_name(self) -> None:
        new = question("Q-B", "Who came?")
        other = evidence(replace(new, text={"en": "Who was there?"}))
        latest, _first = wordings.changes(published((), (new,)), [evidence(new), other])

        (found,) = latest["changes"][0]["evidence"]
        assert (found["people"], found["kind"]) == (9, "interview")
        assert "A. Designer" not in str(latest)
