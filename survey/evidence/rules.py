"""A new core question is asked only after people were asked what they understand by it."""

from collections.abc import Iterable, Iterator, Sequence

from survey.definition.types import Block, Instrument, Question
from survey.evidence.records import (
    IN_ENGLISH,
    Evidence,
    EvidenceFile,
    first_wording_of,
    wording_of,
)


def faults(
    instrument: Instrument,
    *,
    published: Sequence[Instrument],
    shipped: EvidenceFile,
    entered: Iterable[Evidence] = (),
) -> list[str]:
    known = {each.wording for each in (*shipped.entries, *entered) if each.kind in IN_ENGLISH}
    return [
        f"{instrument.code} version {instrument.version}, question {question.code}: a new wording "
        "of the core needs evidence that people understand it (a panel, interviews or a test, "
        "entered beside the question), and there is none for these words"
        for question in _new_core_questions(instrument, published)
        if first_wording_of(question) not in known | shipped.asked_before
    ]


def _new_core_questions(
    instrument: Instrument, published: Sequence[Instrument]
) -> Iterator[Question]:
    others = (each for each in published if each.version != instrument.version)
    if not any(each.code == instrument.code for each in others):
        return
    asked = {wording_of(question) for each in published for question in each.questions}
    for question in instrument.in_block(Block.CORE):
        if wording_of(question) not in asked and first_wording_of(question) not in asked:
            yield question
