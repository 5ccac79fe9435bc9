"""Cases, invitations and answers for tests, entered by the actions that real ones enter by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from access import process_cache
from analytics.items import item_codes
from analytics.models import (
    Alert,
    Cell,
    Coverage,
    EarlierFigures,
    ModelledShares,
    QuarterState,
    ShownTable,
    WeightRun,
)
from analytics.refresh.actions import refill
from responses.case_files.case import CaseStage
from responses.case_files.columns import CaseRow
from responses.imports.actions import import_cases, import_history
from responses.imports.columns import HistoryRow
from responses.models import Case, Import, Response
from survey.bank.pathways import NATIONAL
from survey.models import InstrumentVersion
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from tests.conftest import NOW, TESTER

Q3 = "2026-Q3"
IN_Q3 = date(2026, 8, 3)
CITY = "city-of-london"
KENT = "kent"
SATISFIED = {"Q-OVR-1": ["very_satisfied"]}
DISSATISFIED = {"Q-OVR-1": ["very_dissatisfied"]}


@dataclass(frozen=True, kw_only=True)
class Victim:
    force: str = CITY
    on: date = IN_Q3
    stage: str = "ST2"
    decision: str = "INVITE"
    probability: float | None = 1.0
    crime_group: str = "burglary"
    sex: str = "female"
    birth_year: int | None = 1990
    ethnicity_group: str = "white"
    disability: str = "no"
    mode: str = "web_sms"
    answers: Mapping[str, Sequence[str]] | None = None
    is_complete: bool = True
    completed_at: datetime | None = None
    is_invited: bool = True
    role: str = "direct"
    area: str = ""
    flags: Mapping[str, bool] = field(default_factory=dict)


@dataclass
class _Keys:
    last: int = field(default=0)

    def next(self) -> str:
        self.last += 1
        return f"victim-{self.last}"


_KEYS = _Keys()


def load(victims: Iterable[Victim]) -> None:
    keyed = [(_KEYS.next(), victim) for victim in victims]
    import_cases.import_cases(
        rows=[_case(key, victim) for key, victim in keyed],
        source=Import.Source.SIMULATOR,
        file_names=[],
        is_simulated=True,
        by=TESTER,
        at=NOW,
    )
    ids = dict(
        Case.objects.filter(case_key__in=[key for key, _ in keyed]).values_list("case_key", "pk")
    )
    import_history.import_history(
        rows=[_history(ids[key], victim) for key, victim in keyed], by=TESTER, at=NOW
    )


@transaction.atomic
def fill(*periods: str) -> None:
    forget(*periods or [Q3])
    refill.refill_cells(periods=periods or [Q3], by=TESTER, at=NOW)


def forget(*periods: str) -> None:
    for model in (
        Cell,
        Coverage,
        EarlierFigures,
        ModelledShares,
        ShownTable,
        WeightRun,
        QuarterState,
    ):
        model.objects.filter(period__in=periods).delete()
    process_cache.clear()


def answering(count: int, answers: Mapping[str, Sequence[str]], **facts: object) -> list[Victim]:
    return [Victim(answers=answers, **facts) for _ in range(count)]


def satisfied_and_not(satisfied: int, dissatisfied: int, **facts: object) -> list[Victim]:
    return [
        *answering(satisfied, SATISFIED, **facts),
        *answering(dissatisfied, DISSATISFIED, **facts),
    ]


def silent(count: int = 20, **facts: object) -> list[Victim]:
    return [Victim(**facts) for _ in range(count)]


def national_instrument() -> InstrumentVersion:
    raw = next(raw for raw in shipped.definitions() if raw["code"] == NATIONAL)
    return publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)


def withdraw_all() -> None:
    Response.objects.update(withdrawn_at=NOW, withdrawn_by="respondent")


def _case(key: str, victim: Victim) -> CaseRow:
    return CaseRow(
        case_key=key,
        force=victim.force,
        reported_on=victim.on,
        stage=CaseStage.INVESTIGATION,
        stage_on=victim.on,
        crime_group=victim.crime_group,
        sex=victim.sex,
        birth_year=victim.birth_year,
        ethnicity_group=victim.ethnicity_group,
        disability=victim.disability,
        victim_role=victim.role,
        area=victim.area,
        flags=dict(victim.flags),
    )


def _history(case_id: int, victim: Victim) -> HistoryRow:
    asked_at = datetime.combine(victim.on, datetime.min.time(), UTC) + timedelta(days=7, hours=11)
    is_invited = victim.is_invited and victim.decision == "INVITE"
    completed_at = victim.completed_at or asked_at + timedelta(hours=3)
    has_answered = victim.answers is not None
    return HistoryRow(
        case_id=case_id,
        survey_stage=victim.stage,
        on=victim.on,
        decision=victim.decision,
        selection_probability=victim.probability,
        mode=victim.mode,
        invited_at=asked_at if is_invited else None,
        expires_at=asked_at + timedelta(days=28) if is_invited else None,
        delivered_at=asked_at if is_invited else None,
        opened_at=asked_at if has_answered else None,
        started_at=completed_at - timedelta(minutes=5) if has_answered else None,
        completed_at=completed_at if has_answered and victim.is_complete else None,
        answers=victim.answers,
    )


def alert(**facts: object) -> Alert:
    return Alert.objects.create(
        **{
            "item": "Q-INF-1",
            "force_id": CITY,
            "first_week": date(2026, 10, 12),
            "last_week": date(2026, 11, 9),
            "window_weeks": 8,
            "is_rise": False,
            "base": 122,
            "effective_base": 118.4,
            "observed": 0.31,
            "expected": 0.55,
            "lower": 0.24,
            "upper": 0.4,
            "odds_ratio": 0.37,
            "p_value": 0.0004,
            "raised_at": NOW,
            **facts,
        }
    )


def pathway(stage: str = "ST2", *crimes: str) -> dict[str, object]:
    return {
        "instrument": NATIONAL,
        "stage": stage,
        "outcome": [],
        "crimes": list(crimes),
        "most": 28,
        "is_wales": False,
        "left_out": [],
        "turn": 0,
    }


def let_say_more(
    version: InstrumentVersion, *, stage: str = "ST2", crimes: Sequence[str] = ("BUR",)
) -> None:
    short = set(item_codes()) | {"EQ-SEX", "EQ-AGE"}
    for response in Response.objects.all():
        if response.answers.keys() - short and not response.chances:
            response.more_choice = Response.MoreChoice.WANTED
            response.more_instrument = version
            response.more_pathway = pathway(stage, *crimes)
            response.save()
