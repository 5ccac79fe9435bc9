"""The rule that a new question of the core is asked only once people were asked what they
understand by it. Pure.

Every figure of a series stands on the core, and a code never changes its wording, so a wording that
is not understood stays for good. New is what no published version asked and what was not in the
core before evidence was asked for (survey/instruments/evidence.toml). The first version of an
instrument begins its series and has nothing before it to be compared with."""

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
    """One sentence for each new question of the core without evidence on its English words.
    `published` are all versions that were ever asked."""
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
    """Also those of the core that are drawn by chance."""
    others = (each for each in published if each.version != instrument.version)
    if not any(each.code == instrument.code for each in others):
        return
    asked = {wording_of(question) for each in published for question in each.questions}
    for question in instrument.in_block(Block.CORE):
        if wording_of(question) not in asked and first_wording_of(question) not in asked:
            yield question
