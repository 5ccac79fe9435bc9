"""Interviewers, and people who chose to be called."""

from datetime import datetime

from django.test import Client

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force, User
from access.permissions import Permission, Role
from access.viewer import Viewer
from responses.casework.actions import safe_contact
from responses.interviewing.actions import asking, calling, opening, team
from responses.interviewing.actions.team import Setting
from responses.interviewing.dispositions import CallOutcome
from responses.invitations.actions import opt_outs
from responses.models import CallAttempt, Invitation, TelephoneCase
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, TESTER
from tests.responses.asked import WORD_HASH, decide, load, row

CITY = "city-of-london"
SHOWN = "01632 960 001"
PASSWORD = "correct horse battery"
CHOSE_A_CALL = SafeContactAgreement(is_number_safe=True, channel="voice")


def set_up(*, is_on: bool = True, force: str = CITY, most: int = 6, share: float = 0.0) -> None:
    setting = Setting(is_on, SHOWN, most_attempts=most, review_share=share)
    team.set_up(force_code=force, setting=setting, by=TESTER, at=NOW)


def interviewer(name: str, *, role: Role = Role.INTERVIEWER, force: str | None = CITY) -> User:
    return access_actions.create_user(
        email=f"{name.lower()}@example.org",
        name=name,
        password=PASSWORD,
        role=role,
        force=Force.objects.get(code=force) if force else None,
        by=TESTER,
        at=NOW,
    )


def viewer_of(user: User) -> Viewer:
    viewer = access_selectors.viewer_for(user.pk)
    assert viewer is not None
    return viewer.with_permission(Permission.INTERVIEW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def who_chose_a_call(
    *, at: datetime = NOW, agreed: SafeContactAgreement = CHOSE_A_CALL, **changes: object
) -> TelephoneCase:
    (case,) = load(row(**changes))
    safe_contact.confirm_safe_contact(case=case, agreed=agreed, by=TESTER, at=at)
    decide(at)
    opening.open_calls(by=TESTER, at=at)
    return TelephoneCase.objects.get(invitation__stage_event__case=case)


def sensitive_who_chose_a_call() -> TelephoneCase:
    agreed = SafeContactAgreement(is_number_safe=True, channel="voice", word_hash=WORD_HASH)
    return who_chose_a_call(agreed=agreed, crime_group="sexual", flags={"sexual": True})


def take(user: User, *, at: datetime = NOW, spoken: tuple[str, ...] = ("en",)) -> object:
    return calling.take_next(viewer=viewer_of(user), spoken=list(spoken), by=TESTER, at=at)


def stop(invitation: Invitation, *, at: datetime = NOW) -> None:
    opt_outs.opt_out(invitation_id=invitation.pk, channel="sms", by=TESTER, at=at)


def is_asking(user: User, *, at: datetime = NOW) -> CallAttempt:
    viewer = viewer_of(user)
    attempt = calling.take_next(viewer=viewer, spoken=["en"], by=TESTER, at=at)
    assert attempt is not None
    calling.show_number(viewer=viewer, by=TESTER, at=at)
    calling.say_good_time(viewer=viewer, by=TESTER, at=at)
    asking.pass_gate(viewer=viewer, given="1980", by=TESTER, at=at)
    calling.say_private(viewer=viewer, by=TESTER, at=at)
    asking.begin_asking(viewer=viewer, by=TESTER, at=at)
    return attempt


def an_interview_to_look_at(user: User) -> CallAttempt:
    who_chose_a_call()
    attempt = is_asking(user)
    asking.save_answer(
        viewer=viewer_of(user), question_code="Q-INF-1", picked=(), details={}, by=TESTER, at=NOW
    )
    calling.end_call(viewer=viewer_of(user), outcome=CallOutcome.BROKE_OFF, by=TESTER, at=NOW)
    CallAttempt.objects.filter(pk=attempt.pk).update(is_drawn=True)
    return attempt


def actor_of(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)
