"""People who are asked by a code that an adviser hands over, and what they answer with it."""

from datetime import datetime

from django.test import Client
from django.urls import reverse

from access.actor import RESPONDENT, Actor
from responses.answering.actions import answers, further, gate_attempts
from responses.answering.selectors import respondents, withdrawals
from responses.invitations import tokens
from responses.invitations.actions import codes
from responses.invitations.selectors import codes as codes_selectors
from responses.models import Case, CodeAttempt, Response
from survey.flow.steps import Ask, OfferFurther
from tests.conftest import NOW, TESTER
from tests.responses.asked import NO_FLAGS, decide, load, row
from tests.responses.invited import Invited
from tests.responses.pages import Page

SATISFIED = "very_satisfied"


def routed(**changes: object) -> Case:
    [case] = load(row(**{"flags": NO_FLAGS | {"honour_based": True}} | changes))
    decide()
    return case


def draw(case: Case, at: datetime = NOW, role: str = "IDVA", by: Actor = TESTER) -> str:
    return codes.draw_code(case=case, role=role, by=by, at=at)


def hand_over(invited: Invited, *, at: datetime) -> str:
    invited.set(mode=codes.MODE)
    code = tokens.code_of(invited.invitation_id)
    CodeAttempt.objects.create(
        invitation_id=invited.invitation_id, token_hash=codes_selectors.hash_of(code),
        role="IDVA", drawn_at=at, drawn_by="tests", expires_at=at + codes.CODE_LIFETIME,
    )  # fmt: skip
    return code


def last_attempt() -> CodeAttempt:
    return CodeAttempt.objects.latest("pk")


def begun(case: Case, *, overall: str = SATISFIED, at: datetime = NOW) -> Response:
    draw(case, at=at)
    attempt = last_attempt()
    opened = gate_attempts.open_alone(
        attempt_id=attempt.pk, own_word="", language="en", by=RESPONDENT, at=at
    )
    Response.objects.filter(pk=opened.response.pk).update(answers={"Q-OVR-1": [overall]})
    return Response.objects.get(attempt=attempt)


def skipped_to_the_end(response: Response, *, at: datetime = NOW) -> Response:
    for _ in range(60):
        step = respondents.journey_of(response).next_step(is_more_wanted=True)
        if isinstance(step, OfferFurther):
            further.ask_no_more(
                invitation_id=response.invitation_id, attempt_id=response.attempt_id,
                by=RESPONDENT, at=at,
            )  # fmt: skip
            response.refresh_from_db()
            continue
        if not isinstance(step, Ask):
            break
        answers.save_answer(
            invitation_id=response.invitation_id, attempt_id=response.attempt_id,
            question_code=step.question.code, picked=(), language="en", by=RESPONDENT, at=at,
        )  # fmt: skip
        response.refresh_from_db()
    return response


def send_in(response: Response, *, at: datetime = NOW) -> Response:
    assert answers.send_in(
        invitation_id=response.invitation_id, attempt_id=response.attempt_id, by=RESPONDENT, at=at
    )
    response.refresh_from_db()
    return response


def completed(case: Case, *, overall: str = SATISFIED, at: datetime = NOW) -> Response:
    return send_in(skipped_to_the_end(begun(case, overall=overall, at=at), at=at), at=at)


def words_of(response: Response) -> str:
    seed = withdrawals.seed_of(response)
    return withdrawals.words().written(withdrawals.code_of(seed), language="en")


def type_code(client: Client, code: str) -> Page:
    return Page(client.post(reverse("feedback:code"), {"code": code}, follow=True))


def open_by(client: Client, code: str, *, own_word: str = "") -> str:
    type_code(client, code)
    pressed = client.post(reverse("feedback:check"), {"word": own_word})
    return pressed.headers.get("Location", "")


def answer(client: Client, number: int, picked: str) -> str:
    address = reverse("feedback:question", kwargs={"number": number})
    return client.post(address, {"answer": picked}).headers["Location"]


def skip_to_the_end(client: Client) -> str:
    for number in range(1, 13):
        address = reverse("feedback:question", kwargs={"number": number})
        client.post(address, {"skip": "yes"})
    return client.post(reverse("feedback:more"), {"skip": "yes"}).headers["Location"]
