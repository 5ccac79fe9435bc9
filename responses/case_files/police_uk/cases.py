from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from responses.case_files import reference_lists
from responses.case_files.case import EventKind, EventRow
from responses.case_files.columns import CaseRow
from responses.case_files.police_uk.filings import Filing, FilingKey, OutcomeFact, StreetFact
from responses.case_files.police_uk.history import FiledWording, case_state

UNKNOWN_GROUP = "unknown"


class Crime(NamedTuple):
    month: date
    area: str
    crime_type: str
    last_outcome: str
    last_outcome_month: date


def case_of(filing: Filing) -> CaseRow:
    """The case of one crime."""
    crime = crime_of(filing)
    reported_on = crime.month if crime else min(fact.month for fact in filing.outcomes)
    now = case_state(_filed(filing, crime), reported_on=reported_on)
    crime_type = reference_lists.police_uk_crime_types()[crime.crime_type] if crime else None
    return CaseRow(
        case_key=filing.crime_id,
        force=filing.force,
        area=(crime.area if crime else "") or _area(filing.outcomes),
        crime_group=crime_type.crime_group if crime_type else UNKNOWN_GROUP,
        reported_on=reported_on,
        stage=now.stage,
        stage_on=now.stage_on,
        outcome_codes=now.outcome_codes,
        outcome_on=now.outcome_on,
        is_business=crime_type is not None and crime_type.victim == "business",
        is_victimless=crime_type is not None and crime_type.victim == "none",
        is_month_only=True,
        events=now.events,
    )


def crime_of(filing: Filing) -> Crime | None:
    """None if the street files do not name the crime."""
    if not filing.street:
        return None
    ordered = sorted(filing.street, key=_street_order)
    latest = ordered[-1]
    with_outcome = next((fact for fact in reversed(ordered) if fact.last_outcome), latest)
    with_area = next((fact for fact in reversed(ordered) if fact.area), latest)
    return Crime(
        latest.month,
        with_area.area,
        latest.crime_type,
        with_outcome.last_outcome,
        with_outcome.month,
    )


def _street_order(fact: StreetFact) -> tuple[date, int, int, str]:
    wordings, types = reference_lists.police_uk_order(), reference_lists.police_uk_crime_types()
    place = wordings[fact.last_outcome] if fact.last_outcome else -1
    return (fact.month, place, types[fact.crime_type].place, fact.area)


def _area(outcomes: Iterable[OutcomeFact]) -> str:
    order = reference_lists.police_uk_order()
    known = [(fact.month, order[fact.wording], fact.area) for fact in outcomes if fact.area]
    return max(known)[-1] if known else ""


def _filed(filing: Filing, crime: Crime | None) -> Iterable[FiledWording]:
    wordings = reference_lists.police_uk_wordings()
    filed = {(fact.month, fact.wording) for fact in filing.outcomes}
    if not filed and crime and crime.last_outcome:
        filed = {(crime.last_outcome_month, crime.last_outcome)}
    return [FiledWording(month, wordings[wording], wording) for month, wording in filed]


def filing_of_case(
    key: FilingKey, *, crime_group: str, reported_on: date, area: str, events: Iterable[EventRow]
) -> Filing:
    """Inferred for a case that was stored without its filing."""
    types = reference_lists.police_uk_crime_types().values()
    names = [each.text for each in types if each.crime_group == crime_group]
    street = {StreetFact(reported_on, area, name, "") for name in names[:1]}
    outcomes = {
        OutcomeFact(event.on, area, event.source_wording)
        for event in events
        if event.kind is not EventKind.STAGE and event.source_wording
    }
    return Filing(*key, street=frozenset(street), outcomes=frozenset(outcomes))
