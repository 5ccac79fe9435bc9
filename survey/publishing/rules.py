"""The rules an instrument must keep to be published. Each fault is a sentence that says where.
Pure.

Parsing has already refused what is not a definition. The rules on each subject are in blocks,
branches, rotating, scales, series and wording; survey.publishing.rendering_check renders the
pages."""

from collections.abc import Iterator, Sequence

from survey.bank import victims_code
from survey.definition.types import Instrument, Question, QuestionKind
from survey.publishing import blocks, branches, rotating, scales, series, wording
from survey.publishing.example_cases import Noun

CALL_BACK = "Q-FUP-"
"""The codes of the bank's questions about being contacted."""


def faults_in(instrument: Instrument, *, published: Sequence[Instrument] = ()) -> list[str]:
    """Everything wrong, the instrument as a whole first and then question by question; an empty
    list passes. `published` are all versions that were ever asked."""
    place = f"{instrument.code} version {instrument.version}"
    return [f"{place}, {fault}" for fault in _all(instrument, published)]


def _all(instrument: Instrument, published: Sequence[Instrument]) -> Iterator[str]:
    yield from _whole(instrument, published)
    found = list(branches.faults(instrument))
    for section in instrument.sections:
        named = wording.section_faults(section, instrument.languages)
        own = [fault for noun, code, fault in found if (noun, code) == (Noun.SECTION, section.code)]
        yield from (f"section {section.code}: {fault}" for fault in (*named, *own))
    for question in instrument.questions:
        own = [
            fault for noun, code, fault in found if (noun, code) == (Noun.QUESTION, question.code)
        ]
        for fault in (*_question(question, instrument, published), *own):
            yield f"question {question.code}: {fault}"


def _whole(instrument: Instrument, published: Sequence[Instrument]) -> Iterator[str]:
    if wording.ENGLISH not in instrument.languages:
        yield "languages: English is not among them"
    yield from (f"title: {fault}" for fault in wording.title_faults(instrument))
    yield from (f"questions: {fault}" for fault in blocks.faults(instrument))
    yield from (f"questions: {fault}" for fault in series.order_faults(instrument, published))
    yield from (f"rotating: {fault}" for fault in rotating.faults(instrument))


def _question(
    question: Question, instrument: Instrument, published: Sequence[Instrument]
) -> Iterator[str]:
    yield from _unread(question)
    yield from wording.question_faults(question, instrument.languages)
    yield from scales.faults(question)
    yield from _rights(question)
    yield from series.faults(question, published)


def _unread(question: Question) -> Iterator[str]:
    """Free text and call-back requests are refused until somebody reads them at once (decision 13):
    a respondent may write that they are in danger."""
    if question.kind is QuestionKind.TEXT:
        yield "text questions cannot be published while no one reads free text"
    if question.code.startswith(CALL_BACK):
        yield "a wish to be contacted cannot be asked for while no one follows it up"
    for choice in question.choices:
        if choice.details:
            yield f"choice {choice.code} asks for words, which no one reads yet"


def _rights(question: Question) -> Iterator[str]:
    if bool(question.right) != bool(question.code_version):
        yield "a right of the Victims' Code stands with the version of the Code"
    elif question.right:
        code = victims_code.read_victims_codes().get(question.code_version)
        if code is None:
            yield f"there is no version {question.code_version} of the Victims' Code"
        elif question.right not in code.rights:
            yield f"the Victims' Code of {code.version} has no right {question.right}"
