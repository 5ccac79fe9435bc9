"""A desk, a control room and a text about danger."""

from datetime import datetime

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force, User
from access.permissions import Role
from access.viewer import Viewer
from responses.models import DangerNotice, WrittenText
from responses.triage.actions import reading
from responses.triage.danger import actions
from responses.triage.risk.reading import RiskCategory
from tests.conftest import NOW, TESTER
from tests.responses.triage.at_the_desk import begun, written

REASON = "She fears that he comes tonight"
CITY = "city-of-london"


def staff(name: str, role: Role, force: str | None = CITY) -> User:
    return access_actions.create_user(
        email=f"{name.lower()}@example.org",
        name=name,
        password="correct horse battery",
        role=role,
        force=Force.objects.get(code=force) if force else None,
        by=TESTER,
        at=NOW,
    )


def viewer(user: User) -> Viewer:
    found = access_selectors.viewer_for(user.pk)
    assert found is not None
    return found


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def danger_text(
    category: RiskCategory = RiskCategory.IMMEDIATE, *, at: datetime = NOW, **invited: object
) -> WrittenText:
    text = written(begun(), at=at) if not invited else written(begun(**invited), at=at)
    reading.judge(text=text, category=category, by=TESTER, at=at)
    text.refresh_from_db()
    return text


def send(
    text: WrittenText, by: User, *, at: datetime = NOW, is_about_police: bool = False
) -> DangerNotice:
    return actions.send(
        text=text,
        reason=REASON,
        is_about_police=is_about_police,
        viewer=viewer(by),
        by=actor(by),
        at=at,
    )
