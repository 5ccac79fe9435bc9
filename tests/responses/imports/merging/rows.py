"""Rows of one case as two files may have them, and whether the rules would ask about it."""

from datetime import date, timedelta

from hypothesis import strategies as st

from responses.case_files.case import CaseStage
from responses.case_files.cells.codes import EXCLUSIONS, ROLES
from responses.case_files.columns import CaseRow
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import Decision, decide, decide_assisted
from responses.imports.merging.cases import StoredRow
from responses.vault.facts import ContactFacts

TODAY = date(2026, 11, 16)
ON = TODAY - timedelta(days=20)
NO_FLAGS = dict.fromkeys(sorted(SENSITIVE_FLAGS), False)
SAFE = ContactFacts(
    has_mobile=True,
    number_safe="yes",
    safe_channel="sms",
    safe_confirmed_on=TODAY - timedelta(days=5),
    has_word=True,
)
PLAIN = CaseRow(
    case_key="K1",
    force="city-of-london",
    reported_on=ON,
    stage=CaseStage.REPORT,
    stage_on=ON,
    crime_group="burglary",
    offence_code="28E",
    flags=NO_FLAGS,
    birth_year=1980,
)
_days = st.none() | st.dates(ON, TODAY)
rows = st.builds(
    CaseRow,
    case_key=st.just("K1"),
    force=st.just("city-of-london"),
    reported_on=st.just(ON),
    stage=st.just(CaseStage.REPORT),
    stage_on=st.just(ON),
    crime_group=st.sampled_from(["burglary", "sexual", "stalking_harassment", "unknown"]),
    offence_code=st.sampled_from(["", "28E", "19/8"]),
    victim_role=st.sampled_from(list(ROLES)),
    flags=st.one_of(
        st.just(NO_FLAGS),
        st.dictionaries(st.sampled_from(sorted(SENSITIVE_FLAGS)), st.booleans()),
        st.dictionaries(st.sampled_from(sorted(SENSITIVE_FLAGS)), st.booleans()).map(
            lambda some: NO_FLAGS | some
        ),
    ),
    risk_level=st.sampled_from(["", "standard", "high"]),
    birth_year=st.sampled_from([None, 1980, 2007, 2008, 2015]),
    outcome_codes=st.sampled_from([(), ("18",), ("1A",)]),
    language=st.sampled_from(["", "en", "cy", "fr", "so"]),
    outcome_on=_days,
    victim_told_on=_days,
    next_hearing_on=st.none() | st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60)),
    exclude_code=st.sampled_from(["", "", *EXCLUSIONS]),
    is_deceased=st.booleans(),
    is_business=st.booleans(),
    is_on_duty_police=st.booleans(),
    is_victimless=st.booleans(),
    is_month_only=st.booleans(),
)


def asked(stored: StoredRow, *, contact: ContactFacts = SAFE) -> tuple[bool, bool]:
    event = event_of(stored, contact=contact)
    return (
        decide(event, today=TODAY) is Decision.INVITE,
        decide_assisted(event, today=TODAY) is Decision.INVITE,
    )


def event_of(stored: StoredRow, *, contact: ContactFacts = SAFE) -> EventFacts:
    row = stored.row
    return EventFacts(
        survey_stage="ST1",
        on=ON,
        reported_on=row.reported_on,
        victim_role=row.victim_role,
        crime_group=row.crime_group,
        flags=row.flags,
        risk_level=row.risk_level,
        birth_year=row.birth_year,
        is_deceased=row.is_deceased,
        is_business=row.is_business,
        is_on_duty_police=row.is_on_duty_police,
        is_victimless=row.is_victimless,
        is_month_only=row.is_month_only,
        exclude_code="" if stored.is_exclusion_lifted else row.exclude_code,
        next_hearing_on=row.next_hearing_on,
        former_hearings=stored.former_hearings,
        contact=contact,
        is_language_offered=row.language in {"", "en", "cy"},
    )
