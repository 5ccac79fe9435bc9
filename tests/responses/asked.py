"""People who may be asked: cases that come in by the import action, decided and queued by the
actions that a working day uses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from access.actor import Actor
from access.models import User
from responses.case_files.case import CaseStage
from responses.case_files.columns import CaseRow
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.casework.actions import case_access
from responses.eligibility.actions import decisions
from responses.imports.actions import import_cases
from responses.invitations.actions import queue as queue_actions
from responses.invitations.actions import send as send_actions
from responses.models import Case, Import, OutboxMessage, StageEvent
from responses.sms.provider import DevelopmentProvider
from tests.conftest import NOW, TESTER

TODAY = NOW.date()
NO_FLAGS = dict.fromkeys(sorted(SENSITIVE_FLAGS), False)
_numbers = count(1)

PLAIN = CaseRow(
    case_key="",
    force="city-of-london",
    reported_on=TODAY - timedelta(days=20),
    stage=CaseStage.REPORT,
    stage_on=TODAY - timedelta(days=20),
    crime_group="burglary",
    offence_code="28E",
    flags=NO_FLAGS,
    birth_year=1980,
)
WORD = "heron"
WORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$vZWpmoBWzaM$zeUTpx+MCMRdS46/VFRk6Q"
SAFE = {
    "number_safe": "yes",
    "safe_contact_channel": "sms",
    "safe_contact_confirmed_by": "safe-contact officer",
    "safe_contact_confirmed_on": TODAY - timedelta(days=10),
    "safe_word_hash": WORD_HASH,
}
"""A safe-contact record with the agreed word that opens the gate, WORD."""


def row(**changes: object) -> CaseRow:
    n = next(_numbers)
    own = {"case_key": f"case-{n}", "contact_mobile": f"+447700900{300 + n % 600}"}
    return replace(PLAIN, **(own | changes))


def load(*rows: CaseRow, at: datetime = NOW - timedelta(hours=2)) -> list[Case]:
    import_cases.import_cases(
        rows=rows,
        source=Import.Source.CASE_FILE,
        file_names=["cases.csv"],
        is_simulated=True,
        by=TESTER,
        at=at,
    )
    held = {case.case_key: case for case in Case.objects.all()}
    return [held[one.case_key] for one in rows]


def give(user: User, *held: Case) -> None:
    by = Actor.user(user_id=user.pk, name="Lead")
    for case in held:
        case_access.give(case=case, user=user, by=by, at=NOW)


def decide(at: datetime = NOW) -> dict[str, int]:
    return decisions.decide_events(force_code=None, by=TESTER, at=at)


def queue(at: datetime = NOW, transport: str = "development") -> int:
    return queue_actions.queue_invitations(
        transport=transport, spread=timedelta(0), by=TESTER, at=at
    )


def send(
    at: datetime = NOW, provider: object = None, **options: object
) -> send_actions.SendSummary:
    return send_actions.send_due(
        provider=provider or DevelopmentProvider(),
        by=TESTER,
        **({"now": lambda: at} | options),
    )


def queued(*rows: CaseRow, transport: str = "development") -> list[OutboxMessage]:
    held = load(*rows)
    decide()
    queue(transport=transport)
    return [message_of(case) for case in held]


def message_of(case: Case) -> OutboxMessage:
    return OutboxMessage.objects.select_related("invitation__stage_event").get(
        invitation__stage_event__case=case
    )


def codes(case: Case) -> dict[str, str]:
    return dict(
        StageEvent.objects.filter(case=case).values_list("survey_stage", "decision").order_by("on")
    )


def on(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 16, hour, minute, tzinfo=UTC)
