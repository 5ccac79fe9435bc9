"""Texts that were written, read and closed, redacted and given to coders."""

import random
from datetime import datetime

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force, User
from access.permissions import Role
from access.viewer import Viewer
from responses.models import CodedText, Response, WrittenText
from responses.themes.actions import redacting
from responses.triage.actions import reading, sending, sorting
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import OF_LIFE
from responses.vault.sealed import redacted_texts
from responses.vault.sealed.redacted_texts import RedactedWords
from responses.vault.sealed.written_texts import OwnWords
from tests.conftest import NOW, TESTER
from tests.responses.invited import invite
from tests.responses.triage.at_the_desk import begun, record_call

NAMED = "My officer PC Jane Smith on 07700 900123 never rang me back."
PASSWORD = "correct horse battery"


def closed_text(
    better: str = NAMED,
    *,
    person: int = 1,
    language: str = "en",
    outcome: TextOutcome = TextOutcome.NO_RISK,
    at: datetime = NOW,
) -> WrittenText:
    response = begun(invite(mobile=f"+4477009001{person:02}").invitation)
    sending.send_words(
        response_id=response.pk, words=OwnWords(better=better), language=language, by=TESTER, at=at
    )
    sorting.sort_texts(by=TESTER, at=at)
    text = WrittenText.objects.get(response=response)
    told = WrittenText.Told.NOT_NEEDED
    if text.category in OF_LIFE:
        record_call(text, at=at)
    reading.close(text=text, outcome=outcome, told=told, by=TESTER, at=at)
    return text


def redact(at: datetime = NOW) -> int:
    return redacting.redact_texts(by=TESTER, at=at, chance=random.Random(CodedText.objects.count()))


def batch(people: int = 10, better: str = NAMED) -> list[CodedText]:
    for person in range(people):
        closed_text(better, person=person)
    redact()
    CodedText.objects.update(is_doubled=False)
    return list(CodedText.objects.order_by("batch", "place"))


def given_to_coders(
    response: Response, *, force: str, words: str = "No news", at: datetime | None = None
) -> CodedText:
    sent_at = at or response.completed_at or response.started_at
    WrittenText.objects.create(
        response=response, force_id=force, language="en", sent_at=sent_at, clock=3, due_at=sent_at,
        category="none", may_be_quoted=True, state=WrittenText.TextState.CLOSED, closed_at=sent_at,
        closed_by="tests", outcome=TextOutcome.NO_RISK, told=WrittenText.Told.NOT_NEEDED,
    )  # fmt: skip
    redacted_texts.seal(RedactedWords(better=words), response_id=response.pk, at=sent_at)
    return CodedText.objects.create(
        response=response, force_id=force, language="en", person_key=str(response.pk),
        sent_at=sent_at, batch=1,
    )  # fmt: skip


def analyst(name: str, force: str | None = "city-of-london") -> User:
    return access_actions.create_user(
        email=f"{name.lower()}@example.org",
        name=name,
        password=PASSWORD,
        role=Role.FORCE_ANALYST if force else Role.NATIONAL_ANALYST,
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


def withdraw(text: CodedText) -> None:
    Response.objects.filter(pk=text.response_id).update(withdrawn_at=NOW, withdrawn_by="tests")
