"""The steps of a survey for one respondent, worked out from the definition and the answers alone.
Pure.

Which questions are on the path is decided by survey.flow.routing. A question step is what is asked
together: one question, or all the questions of a section that is one page.

The whole journey is a list of steps: `Ask` for each question before the equality block, `OfferMore`
(explains the optional equality block and asks whether to go on), `Ask` for each equality question,
`ReviewAnswers`. Whether the respondent wants the equality block is not an answer to a question, so
it is not among the answers: the caller keeps it and passes it as `more` (True, False, or None while
not asked). Somebody who has answered an equality question counts as having agreed.

Where further questions are offered, `Further` says which they are and whether the respondent has
chosen: `OfferFurther` comes before them, and all others before that.

Steps are numbered by the place of their first question in the instrument, counted from 1, whatever
the path, so that an address keeps its meaning. `today` is the day that conditions look at; without
it, today() is empty."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from survey.definition.types import Answers, Block, Instrument, Question, Section
from survey.flow.routing import plan_of, route


@dataclass(frozen=True)
class QuestionStep:
    """What is asked together. `section` is set where the questions are those of a section."""

    number: int
    questions: tuple[Question, ...]
    section: Section | None = None


@dataclass(frozen=True)
class Ask:
    question: Question
    number: int


@dataclass(frozen=True)
class OfferFurther:
    """Asks whether to go on with the further questions."""


@dataclass(frozen=True)
class OfferMore:
    """Explains the equality block and asks whether to go on."""


@dataclass(frozen=True)
class ReviewAnswers:
    """The answers read back, before the survey is finished."""


Step = Ask | OfferFurther | OfferMore | ReviewAnswers


@dataclass(frozen=True)
class Further:
    """The offer of further questions. `codes` are those of the instrument that come after it: none
    where they were declined, or nothing was chosen yet. `is_settled` says that it was chosen."""

    codes: frozenset[str] = frozenset()
    is_settled: bool = False


NO_CODES: frozenset[str] = frozenset()


class NotOnPathError(LookupError):
    """The answers so far do not lead to this question or step."""


def path(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> tuple[Question, ...]:
    """Every question shown after the answers so far, in order, the equality block included."""
    return tuple(route(instrument, answers, today=today)[0])


def answers_on_path(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> dict[str, tuple[str, ...]]:
    """The answers that count, in the order of the instrument, with the values that were calculated
    or hidden. What was written beside a choice counts while the choice is picked."""
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
    """The first question on the path that was neither answered nor skipped; None when all were."""
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
    """Every step after the answers so far. With `more` False the equality questions are left out,
    and OfferMore stays. Without `further` nothing further is offered."""
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
    """The first step that is not done, ReviewAnswers when all are. Whoever has answered an equality
    question is not asked any more whether to go on with further ones."""
    shown, counted = route(instrument, answers, today=today)
    is_past_offers = _has_equality_answer(shown, counted)
    if more is None and is_past_offers:
        more = True
    for step in _steps(instrument, shown, is_declined=more is False, further=further):
        if isinstance(step, Ask) and step.question.code not in counted:
            return step
        if isinstance(step, OfferFurther) and not (is_past_offers or _is_settled(further)):
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
    """Where "Back" leads: a step on another page. None from the first page.

    Raises NotOnPathError where the answers do not lead to the step."""
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
    """Equal for neighbours that are asked in one step. A step never runs into the equality block,
    because OfferMore comes between."""
    section = page_sections.get(question.code)
    is_equality = question.block is Block.EQUALITY
    if section:
        return ("section", section.code, is_equality)
    return ("question", question.code, is_equality)


def _page_key(step: Step | None, page_sections: Mapping[str, Section]) -> object:
    return _step_key(step.question, page_sections) if isinstance(step, Ask) else step


def _is_same(one: Step | None, other: Step) -> bool:
    """Whether two steps are the same, by code and number: comparing whole questions is slow."""
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


def _is_settled(further: Further | None) -> bool:
    return further is not None and further.is_settled


def _has_equality_answer(shown: Iterable[Question], answers: Answers) -> bool:
    return any(question.block is Block.EQUALITY and question.code in answers for question in shown)
