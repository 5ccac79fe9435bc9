"""What it costs to find the next page, and to draw a question."""

import time
from collections.abc import Callable
from datetime import datetime

from django.test import Client

from access import actions as access_actions
from access.actor import Actor
from access.forces.reference_file import force_rows
from survey.definition.expressions import Answer, AnyOf, Operation, Operator, Picked, Value
from survey.definition.parsing import parse_definition
from survey.definition.types import Answers, Instrument, Section
from survey.flow import steps
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from survey.selectors import SHORT_CORE
from tests.bench.measure import seconds
from tests.responses.invited import enter, invite
from tests.statements import queries_of
from tests.survey import make

QUESTIONS = 300
REPEATS = 500
DRAWN, BATCHES = 20, 10
PLACE = 5
BY = Actor.system("bench")


def finding_the_next_question() -> None:
    """Where it takes longest: with all but the last question answered, and each branch taken."""
    instruments = [*map(parse_definition, shipped.definitions()), made_up()]
    for instrument in sorted(instruments, key=lambda each: len(each.questions))[-2:]:
        answers = all_but_the_last(instrument)
        took = seconds(lambda: steps.next_question(instrument, answers), repeats=REPEATS)  # noqa: B023
        name = f"next_question of {instrument.code}, {len(answers) + 1} of its "
        print(f"{name}{len(instrument.questions)} questions on the path: {took * 1e6:.0f} µs")


def made_up() -> Instrument:
    """Sections of ten, each with a condition, and a condition of two parts on every third
    question."""
    questions, sections = [], []
    for number in range(QUESTIONS):
        before = Picked(f"Q{number - 1}", frozenset({"yes"}))
        if number % 10 == 0:
            sections.append(Section(f"S{number}", shown_if=before if number else None))
        second = Operation(Operator.EQUAL, Answer(f"Q{number - 2}"), Value("no"))
        shown_if = AnyOf((before, second)) if number % 3 == 2 else None
        questions.append(make.question(f"Q{number}", section=sections[-1].code, shown_if=shown_if))
    return make.instrument(*questions, code="made-up", sections=tuple(sections))


def all_but_the_last(instrument: Instrument) -> Answers:
    """The answers that lead furthest: each time the choice after which most is asked."""
    answers: dict[str, tuple[str, ...]] = {}
    while question := steps.next_question(instrument, answers):
        picks = [(choice.code,) for choice in question.choices] or [()]
        answers[question.code] = max(
            picks,
            key=lambda pick: len(steps.path(instrument, answers | {question.code: pick})),
        )
    answers.popitem()
    return answers


def drawing_a_question() -> None:
    """A page in the middle of the short core, through all of Django, the session included."""
    at = datetime.now().astimezone()
    access_actions.load_forces(rows=force_rows(), by=BY, at=at)
    asked = next(raw for raw in shipped.definitions() if raw["code"] == SHORT_CORE)
    publishing_actions.publish_version(raw=asked, by=BY, at=at)
    browser = Client(SERVER_NAME="localhost")
    enter(browser, invite(at=at))
    for number in range(1, PLACE):
        browser.post(f"/q/{number}/", {"skip": "yes"})
    address = f"/q/{PLACE}/"
    assert browser.get(address).status_code == 200
    took = processor_seconds(lambda: browser.get(address))
    asked_of_database = queries_of(lambda: browser.get(address))
    print(f"a question page: {took * 1e3:.1f} ms of processor, {asked_of_database} queries")


def processor_seconds(work: Callable[[], object]) -> float:
    """The mean of a batch, the least of many batches: time spent waiting is not counted, and what
    others do to the processor's memory meanwhile can only add to it."""
    return min(_processor_seconds(work) for _ in range(BATCHES))


def _processor_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(DRAWN):
        work()
    return (time.process_time() - began) / DRAWN
