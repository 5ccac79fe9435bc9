"""Which page comes next, from the definition and the answers alone. Pure.

What is on the path is decided by survey.flow.routing. A page is one question, or all the questions
of a section that is a page.

A journey is a list of steps: `Ask` each question before the equality block, `OfferMore` (the page
that explains the optional equality block and asks whether to go on), `Ask` each equality question,
`Review` (check your answers). What the respondent said on the explainer is no answer to a
question, so it is not among the answers: the caller keeps it and passes it as `more` (True, False,
or None while not yet asked). Someone who has answered an equality question has plainly agreed.

Pages are numbered by the place in the instrument of their first question, counted from 1, whatever
the path. `today` is the day that conditions look at; without one, today() is empty."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from survey.definition.types import Answers, Block, Instrument, Question, Section
from survey.flow.routing import plan_of, walk


@dataclass(frozen=True)
class Page:
    """What is asked together. `section` is there when the page is one."""

    number: int
    questions: tuple[Question, ...]
    section: Section | None = None


@dataclass(frozen=True)
class Ask:
    question: Question
    number: int


@dataclass(frozen=True)
class OfferMore:
    """The explainer before the equality block."""


@dataclass(frozen=True)
class Review:
    """Check your answers, then finish."""


Step = Ask | OfferMore | Review


@dataclass(frozen=True)
class Progress:
    """Page `number` of `about` in its part; about, since answers may open a branch. The parts are
    the equality block and all that comes before it."""

    number: int
    about: int


class NotOnPathError(LookupError):
    """The answers so far do not lead to this question."""


def path(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> tuple[Question, ...]:
    """Every question shown to whom the answers so far lead, the equality block included."""
    return tuple(walk(instrument, answers, today=today)[0])


def answers_on_path(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> dict[str, tuple[str, ...]]:
    """The answers that count, in the order asked, with what was calculated or hidden on the way.
    Words beside a choice count while the choice is picked."""
    details = plan_of(instrument).details
    counted = walk(instrument, answers, today=today)[1]
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
    """The first question on the path that has neither been answered nor skipped."""
    shown, counted = walk(instrument, answers, today=today, is_to_gap=True)
    return shown[-1] if shown and shown[-1].code not in counted else None


def previous_question(
    instrument: Instrument, answers: Answers, code: str, *, today: date | None = None
) -> Question | None:
    """The question before this one on the path, or None for the first."""
    walked = path(instrument, answers, today=today)
    _require_among(walked, code)
    for before, question in pairwise(walked):
        if question.code == code:
            return before
    return None


def pages(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> tuple[Page, ...]:
    """The path as pages."""
    walked = path(instrument, answers, today=today)
    return tuple(_pages(instrument, walked))


def next_page(
    instrument: Instrument, answers: Answers, *, today: date | None = None
) -> Page | None:
    """The page of the first question that has neither been answered nor skipped."""
    question = next_question(instrument, answers, today=today)
    return page_of(instrument, answers, question.code, today=today) if question else None


def page_of(
    instrument: Instrument, answers: Answers, code: str, *, today: date | None = None
) -> Page:
    """The page on which the question is asked. A question that is asked alone is not looked for:
    whether it is on the path is for the caller to know."""
    if code not in plan_of(instrument).pages:
        return Page(number_of(instrument, code), (instrument.question(code),))
    return _page_among(pages(instrument, answers, today=today), code)


def progress(
    instrument: Instrument, answers: Answers, code: str, *, today: date | None = None
) -> Progress:
    walked = path(instrument, answers, today=today)
    _require_among(walked, code)
    is_equality = instrument.question(code).block is Block.EQUALITY
    part = [each for each in walked if (each.block is Block.EQUALITY) == is_equality]
    found = list(_pages(instrument, part))
    return Progress(number=found.index(_page_among(found, code)) + 1, about=len(found))


def number_of(instrument: Instrument, code: str) -> int:
    return instrument.places[code] + 1


def question_at(instrument: Instrument, number: int) -> Question | None:
    """The question of a page's number, or None where there is no such page."""
    is_number = 1 <= number <= len(instrument.questions)
    return instrument.questions[number - 1] if is_number else None


def steps(
    instrument: Instrument, answers: Answers, *, more: bool | None, today: date | None = None
) -> tuple[Step, ...]:
    """The whole journey as it stands. `more` is what was said on the explainer, None if nothing."""
    walked = path(instrument, answers, today=today)
    return tuple(_steps(instrument, walked, is_declined=more is False))


def next_step(
    instrument: Instrument, answers: Answers, *, more: bool | None, today: date | None = None
) -> Step:
    """The first step that is not done."""
    walked, counted = walk(instrument, answers, today=today)
    if more is None and _has_equality_answer(walked, counted):
        more = True
    for step in _steps(instrument, walked, is_declined=more is False):
        if isinstance(step, Ask) and step.question.code not in counted:
            return step
        if isinstance(step, OfferMore) and more is None:
            return step
    return Review()


def step_before(
    instrument: Instrument,
    answers: Answers,
    step: Step,
    *,
    more: bool | None,
    today: date | None = None,
) -> Step | None:
    """Where "Back" leads, which is never the same page; None from the first page.

    Raises NotOnPathError when the journey does not pass through the step."""
    page_sections = plan_of(instrument).pages
    before: Step | None = None
    for one, other in pairwise((None, *steps(instrument, answers, more=more, today=today))):
        is_new_page = _page_key(one, page_sections) != _page_key(other, page_sections)
        before = one if is_new_page else before
        if _is_same(other, step):
            return before
    raise NotOnPathError(repr(step))


def _pages(instrument: Instrument, walked: Iterable[Question]) -> Iterator[Page]:
    page_sections = plan_of(instrument).pages
    for _, neighbours in groupby(walked, key=lambda question: _key(question, page_sections)):
        questions = tuple(neighbours)
        first = questions[0].code
        yield Page(number_of(instrument, first), questions, page_sections.get(first))


def _page_among(found: Sequence[Page], code: str) -> Page:
    for page in found:
        if any(question.code == code for question in page.questions):
            return page
    raise NotOnPathError(code)


def _key(question: Question, page_sections: Mapping[str, Section]) -> tuple[str, str, bool]:
    """Equal for questions that are asked on one page. No page goes on into the equality block:
    its explainer stands between."""
    section = page_sections.get(question.code)
    is_equality = question.block is Block.EQUALITY
    if section:
        return ("section", section.code, is_equality)
    return ("question", question.code, is_equality)


def _page_key(step: Step | None, page_sections: Mapping[str, Section]) -> object:
    return _key(step.question, page_sections) if isinstance(step, Ask) else step


def _is_same(one: Step | None, other: Step) -> bool:
    """As equal as can be told without comparing all of two questions."""
    if isinstance(one, Ask) and isinstance(other, Ask):
        return (one.number, one.question.code) == (other.number, other.question.code)
    return type(one) is type(other)


def _steps(
    instrument: Instrument, walked: Sequence[Question], *, is_declined: bool
) -> Iterator[Step]:
    equality = [question for question in walked if question.block is Block.EQUALITY]
    for question in walked:
        if question.block is not Block.EQUALITY:
            yield Ask(question, number_of(instrument, question.code))
    if equality:
        yield OfferMore()
    if not is_declined:
        for question in equality:
            yield Ask(question, number_of(instrument, question.code))
    yield Review()


def _has_equality_answer(walked: Iterable[Question], answers: Answers) -> bool:
    return any(question.block is Block.EQUALITY and question.code in answers for question in walked)


def _require_among(walked: Iterable[Question], code: str) -> None:
    if code not in {question.code for question in walked}:
        raise NotOnPathError(code)
