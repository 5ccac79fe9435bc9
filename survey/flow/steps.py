"""From the definition and the answers alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from survey.definition.types import Answers, Block, Instrument, Question, Section
from survey.flow.routing import plan_of, route


@dataclass(frozen=True)
class QuestionStep:
    number: int
    questions: tuple[Question, ...]
    section: Section | None = None


@dataclass(frozen=True)
class Ask:
    question: Question
    number: int


@dataclass(frozen=True)
class OfferFurther:
    pass


@dataclass(frozen=True)
class OfferMore:
    pass


@dataclass(frozen=True)
class ReviewAnswers:
    pass


Step = Ask | OfferFurther | OfferMore | ReviewAnswers


@dataclass(frozen=True)
class Further:
    """The offer of further questions."""

    codes: frozenset[str] = frozenset()
    is_settled: bool = False


NO_CODES: frozenset[str] = frozenset()


class NotOnPathError(LookupError):
    pass


def path(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> tuple[Question, ...]:
    """In order, the equality block included."""
    return tuple(route(instrument, answers, today=today)[0])


def answers_on_path(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> dict[str, tuple[str, ...]]:
    """In the instrument's order, with calculated and hidden values."""
    details = plan_of(instrument).details
    counted = route(instrument, answers, today=today)[1]
    found: dict[str, tuple[str, ...]] = {}
    for code in instrument.places:
        if code not in counted:
            continue
        found[code] = tuple(counted[code])
        for choice, key in details.get(code, ()):
            if choice in found[code] and counted.get(key):
                found[key] = tuple(counted[key])
    return found


def next_question(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> Question | None:
    shown, counted = route(instrument, answers, today=today, is_to_gap=True)
    return shown[-1] if shown and shown[-1].code not in counted else None


def question_steps(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> tuple[QuestionStep, ...]:
    """The path as question steps."""
    shown = path(instrument, answers, today=today)
    return tuple(_question_steps(instrument, shown))


def number_of(instrument: Instrument, code: str) -> int:
    return instrument.places[code] + 1


def whole_journey(
    instrument: Instrument,
    answers: Answers,
    *,
    more: bool | None,
    further: Further | None = None,
    today: date | None = None,
) -> tuple[Step, ...]:
    shown = path(instrument, answers, today=today)
    return tuple(_steps(instrument, shown, is_declined=more is False, further=further))


def next_step(
    instrument: Instrument,
    answers: Answers,
    *,
    more: bool | None,
    further: Further | None = None,
    today: date | None = None,
) -> Step:
    """ReviewAnswers when all are done."""
    shown, counted = route(instrument, answers, today=today)
    is_past_offers = any(
        question.block is Block.EQUALITY and question.code in counted for question in shown
    )
    if more is None and is_past_offers:
        more = True
    for step in _steps(instrument, shown, is_declined=more is False, further=further):
        if isinstance(step, Ask) and step.question.code not in counted:
            return step
        if isinstance(step, OfferFurther) and not (
            is_past_offers or (further is not None and further.is_settled)
        ):
            return step
        if isinstance(step, OfferMore) and more is None:
            return step
    return ReviewAnswers()


def step_before(
    instrument: Instrument,
    answers: Answers,
    step: Step,
    *,
    more: bool | None,
    further: Further | None = None,
    today: date | None = None,
) -> Step | None:
    """On another page. Raises NotOnPathError."""
    page_sections = plan_of(instrument).page_sections
    every = whole_journey(instrument, answers, more=more, further=further, today=today)
    before: Step | None = None
    for one, other in pairwise((None, *every)):
        is_new_page = _page_key(one, page_sections) != _page_key(other, page_sections)
        before = one if is_new_page else before
        if _is_same(other, step):
            return before
    raise NotOnPathError(repr(step))


def _question_steps(instrument: Instrument, shown: Iterable[Question]) -> Iterator[QuestionStep]:
    page_sections = plan_of(instrument).page_sections
    for _, neighbours in groupby(shown, key=lambda question: _step_key(question, page_sections)):
        questions = tuple(neighbours)
        first = questions[0].code
        yield QuestionStep(number_of(instrument, first), questions, page_sections.get(first))


def _step_key(question: Question, page_sections: Mapping[str, Section]) -> tuple[str, str, bool]:
    section = page_sections.get(question.code)
    is_equality = question.block is Block.EQUALITY
    if section:
        return ("section", section.code, is_equality)
    return ("question", question.code, is_equality)


def _page_key(step: Step | None, page_sections: Mapping[str, Section]) -> object:
    return _step_key(step.question, page_sections) if isinstance(step, Ask) else step


def _is_same(one: Step | None, other: Step) -> bool:
    if isinstance(one, Ask) and isinstance(other, Ask):
        return (one.number, one.question.code) == (other.number, other.question.code)
    return type(one) is type(other)


def _steps(
    instrument: Instrument,
    shown: Sequence[Question],
    *,
    is_declined: bool,
    further: Further | None,
) -> Iterator[Step]:
    codes = further.codes if further else NO_CODES
    equality = [question for question in shown if question.block is Block.EQUALITY]
    before = [question for question in shown if question.block is not Block.EQUALITY]
    yield from _asks(instrument, [each for each in before if each.code not in codes])
    if further:
        yield OfferFurther()
    yield from _asks(instrument, [each for each in before if each.code in codes])
    if equality:
        yield OfferMore()
    if not is_declined:
        yield from _asks(instrument, equality)
    yield ReviewAnswers()


def _asks(instrument: Instrument, questions: Iterable[Question]) -> Iterator[Ask]:
    return (Ask(question, number_of(instrument, question.code)) for question in questions)
