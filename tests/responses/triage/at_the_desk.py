"""Who reads what respondents write, and somebody who wrote."""

from collections.abc import Sequence
from datetime import datetime, time

from access import actions as access_actions
from access.models import Force, User
from access.permissions import Role
from responses.answering.selectors import respondents
from responses.models import DeskAction, Invitation, Response, WrittenText
from responses.triage.actions import rota, sending
from responses.triage.selectors.desks import NATIONAL, Desk
from responses.vault.sealed.written_texts import OwnWords
from survey import selectors as survey_selectors
from tests.conftest import NOW, TESTER
from tests.responses.invited import Invited, invite

CITY = Desk("city-of-london")
PASSWORD = "correct horse battery"
WELL = "They came the same day."
BETTER = "Nobody told me about the lapwing report."


def reader(name: str, *, desk: Desk = CITY) -> User:
    return access_actions.create_user(
        email=f"{name.lower()}@example.org",
        name=name,
        password=PASSWORD,
        role=Role.TRIAGE_OFFICER,
        force=Force.objects.get(code=desk.force_code) if desk.force_code else None,
        by=TESTER,
        at=NOW,
    )


def on_the_rota(*names: str, desk: Desk = CITY) -> Sequence[User]:
    people = [reader(name, desk=desk) for name in names]
    for person in people:
        reads_all_day(person, desk=desk)
    return people


def reads_all_day(person: User, *, desk: Desk = CITY) -> None:
    hours = (time(9), time(17))
    rota.set_shifts(desk=desk, person=person, weekdays=range(7), hours=hours, by=TESTER, at=NOW)


def begun(invitation: Invitation | None = None) -> Response:
    return Response.objects.create(
        invitation=invitation or invite().invitation,
        instrument=survey_selectors.version_in_force(on=NOW.date()),
        language="en",
        started_at=NOW,
    )


def answered_all(invited: Invited) -> None:
    response = Response.objects.get(invitation=invited.invitation_id)
    asked = respondents.journey_of(response).instrument.questions
    answers: dict[str, list[str]] = {question.code: [] for question in asked}
    Response.objects.update(answers=answers, more_choice=Response.MoreChoice.DECLINED)


def written(
    response: Response | None = None, *, better: str = BETTER, at: datetime = NOW
) -> WrittenText:
    response = response or begun()
    sending.send_words(
        response_id=response.pk, words=OwnWords(better=better), language="en", by=TESTER, at=at
    )
    return WrittenText.objects.get(response=response)


def record_call(text: WrittenText, *, at: datetime = NOW) -> None:
    caller, _is_new = User.objects.get_or_create(email="caller@example.org", name="Caller")
    DeskAction.objects.create(text=text, kind="rang_999", user=caller, at=at)


__all__ = [
    "BETTER",
    "CITY",
    "NATIONAL",
    "WELL",
    "answered_all",
    "begun",
    "on_the_rota",
    "reader",
    "reads_all_day",
    "record_call",
    "written",
]
