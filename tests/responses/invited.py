"""An invited person, ready to follow a link."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count

from django.conf import settings
from django.test import Client

from access import actions as access_actions
from access.models import DataOrigin
from responses.answering import gate
from responses.case_files.case import CaseStage
from responses.case_files.columns import CaseRow
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.invitations import tokens
from responses.models import Case, Import, Invitation, Response, StageEvent
from responses.vault import contact_rows
from tests.conftest import NOW, TESTER

_numbers = count(1)
BIRTH_YEAR = 1984
INTRODUCTION = "/b/"
"""The page "About this survey", to which the first question links."""
FIRST_QUESTION = "/q/1/"
NO_FLAGS = dict.fromkeys(SENSITIVE_FLAGS, False)


@dataclass(frozen=True)
class Invited:
    invitation_id: int
    token: str

    @property
    def invitation(self) -> Invitation:
        return Invitation.objects.get(pk=self.invitation_id)

    @property
    def response(self) -> Response | None:
        return Response.objects.filter(invitation=self.invitation_id).first()

    @property
    def case_id(self) -> int:
        return self.invitation.stage_event.case_id

    def set(self, **fields: object) -> None:
        Invitation.objects.filter(pk=self.invitation_id).update(**fields)


@cache
def hash_of(word: str) -> str:
    return gate.hash_word(word)


def invite(
    *,
    word: str = "",
    birth_year: int | None = BIRTH_YEAR,
    flags: dict[str, bool] | None = None,
    language: str = "en",
    mobile: str = "+447700900010",
    at: datetime = NOW,
) -> Invited:
    number = next(_numbers)
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=at)
    import_batch = Import.objects.create(source="simulator", loaded_at=at, loaded_by="tests")
    case = Case.objects.create(
        force_id="city-of-london",
        case_key=f"case-{number}",
        content_hash="",
        source="simulator",
        crime_group="burglary",
        reported_on=date(2026, 10, 5),
        flags=NO_FLAGS if flags is None else flags,
        stage=CaseStage.REPORT,
        stage_on=date(2026, 10, 5),
        birth_year=birth_year,
        language=language,
        first_import=import_batch,
        last_import=import_batch,
    )
    row = CaseRow(
        case_key=case.case_key,
        force="city-of-london",
        reported_on=case.reported_on,
        stage=CaseStage.REPORT,
        stage_on=case.stage_on,
        crime_group="burglary",
        contact_mobile=mobile,
        safe_word_hash=hash_of(word) if word else "",
    )
    contact_rows.store(
        [(case.pk, row)], amended=(), is_excluded=lambda _row: False, is_simulated=True
    )
    event = StageEvent.objects.create(
        case=case, survey_stage="ST1", on=case.reported_on, period="2026-Q4",
        decision="INVITE", decided_at=at,
    )  # fmt: skip
    invitation = Invitation.objects.create(
        stage_event=event, language=language, invited_at=at, expires_at=at + timedelta(days=28)
    )
    token = tokens.make_token(
        key=settings.TOKEN_KEY.encode(), invitation_id=invitation.pk, attempt=1
    )
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=tokens.hash_token(token))
    return Invited(invitation_id=invitation.pk, token=token)


def enter(client: Client, invited: Invited, given: str = str(BIRTH_YEAR)) -> str:
    client.get(f"/{invited.token}")
    return client.post("/g/", {"answer": given}).headers["Location"]
