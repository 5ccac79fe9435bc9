"""Forms that were printed, and what people key of them."""

from datetime import datetime

from access.actor import Actor
from access.models import User
from access.permissions import Role
from responses.models import Case, PaperForm
from responses.paper import selectors
from responses.paper.actions import keying, printing
from responses.paper.actions.printing import Printed
from responses.paper.reading import FormReading, printed_questions, read_line
from responses.paper.selectors import FormStep
from survey.definition.types import Question
from tests.conftest import NOW, TESTER, _staff
from tests.responses.by_code import routed


def keyer(prefix: str = "") -> User:
    return _staff(Role.PAPER_KEYER, None, prefix=prefix)


def as_actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def printed(
    case: Case | None = None, *, language: str = "en", by: Actor = TESTER, at: datetime = NOW,
    role: str = "IDVA", layout: str = "large", is_officer: bool = False,
    is_for_another: bool = False,
) -> Printed:  # fmt: skip
    return printing.print_form(
        case=case or routed(), role=role, layout=layout, language=language,
        is_officer=is_officer, is_for_another=is_for_another, by=by, at=at,
    )  # fmt: skip


def questions_of(form: PaperForm) -> tuple[Question, ...]:
    return printed_questions(selectors.instrument_of(form))


def read(form: PaperForm, **typed: str) -> FormReading:
    answers, marks = {}, {}
    for question in questions_of(form):
        line = typed.get(question.code.replace("-", "_"), "1")
        answers[question.code], mark = read_line(question, line)
        if mark:
            marks[question.code] = mark
    return FormReading(answers, marks)


def key(
    form: PaperForm, *, by: Actor, at: datetime = NOW, words: str = "", **typed: str
) -> FormStep:
    form.refresh_from_db()
    return keying.key_form(form=form, reading=read(form, **typed), words=words, by=by, at=at)
