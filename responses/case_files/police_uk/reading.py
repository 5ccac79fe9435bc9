"""police.uk's open data as cases: street and outcomes files joined on Crime ID. Dates are
months, so these cases are a frame for figures and nobody is ever asked. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from responses.case_files.case import CaseRow
from responses.case_files.faults import Fault
from responses.case_files.police_uk.history import Filed, standing
from responses.case_files.police_uk.rows import (
    ALL_STAND,
    Lives,
    OutcomeRow,
    SourceFile,
    StreetRow,
    read_file,
)

OutcomesById = Mapping[str, Sequence[OutcomeRow]]
UNKNOWN_GROUP = "unknown"


@dataclass(frozen=True)
class Counts:
    """What the files of one call hold. Rows are as filed; `distinct_outcomes` and what follows
    count identical rows once."""

    street_rows: int
    street_ids: int
    without_id: int
    """Anti-social behaviour: outside the frame, and no bad rows."""
    outcome_rows: int
    outcome_ids: int
    joined: int
    outcome_only: int
    street_only: int
    ids_with_several_as_filed: int
    fewest_of_several_as_filed: int
    most_as_filed: int
    ids_with_two_in_a_month_as_filed: int
    distinct_outcomes: int
    ids_with_several: int
    fewest_of_several: int
    most: int
    ids_with_two_in_a_month: int
    outcomes_before_their_crime: int
    crimes_after_their_outcome: int
    street_differs: int
    """Joined crimes whose street file's last outcome is not among those of the latest month."""

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class Reading:
    """The cases and counts of one call, or everything that is wrong with its files."""

    rows: tuple[CaseRow, ...]
    counts: Counts
    faults: tuple[Fault, ...]


def read_files(
    files: Iterable[SourceFile], *, forces: Mapping[str, str], lives: Lives = ALL_STAND
) -> Reading:
    """Read all the files of a call together, in any order."""
    street: list[StreetRow] = []
    filed: list[OutcomeRow] = []
    faults: list[Fault] = []
    for file in files:
        for read in read_file(file, forces=forces, lives=lives):
            if isinstance(read, StreetRow):
                street.append(read)
            elif isinstance(read, OutcomeRow):
                filed.append(read)
            else:
                faults.append(read)
    rows = () if faults else tuple(cases(street, filed))
    return Reading(rows=rows, counts=count(street, filed), faults=tuple(faults))


def cases(street: Sequence[StreetRow], filed: Sequence[OutcomeRow]) -> Iterator[CaseRow]:
    """One case a Crime ID: those of the street files, then those that only outcomes know."""
    outcomes = by_id(once(filed))
    crimes = crimes_by_id(street)
    for crime_id, crime in crimes.items():
        yield _case(crime_id, crime, outcomes.get(crime_id, ()))
    for crime_id, rows in outcomes.items():
        if crime_id not in crimes:
            yield _case(crime_id, None, rows)


def once(filed: Iterable[OutcomeRow]) -> list[OutcomeRow]:
    """Identical rows counted once: the files repeat them, within a month and between months."""
    return list(dict.fromkeys(filed))


def by_id(filed: Iterable[OutcomeRow]) -> dict[str, list[OutcomeRow]]:
    outcomes: dict[str, list[OutcomeRow]] = {}
    for row in filed:
        outcomes.setdefault(row.crime_id, []).append(row)
    return outcomes


def crimes_by_id(street: Iterable[StreetRow]) -> dict[str, StreetRow]:
    """The crime of each ID; of an ID filed more than once, the row of the earliest month."""
    crimes: dict[str, StreetRow] = {}
    for row in street:
        known = crimes.get(row.crime_id)
        if row.crime_id and (known is None or row.month < known.month):
            crimes[row.crime_id] = row
    return crimes


def _case(crime_id: str, crime: StreetRow | None, outcomes: Sequence[OutcomeRow]) -> CaseRow:
    """The outcomes files win; the street file's last outcome fills in only where they have
    none. A crime reported before these files begin has no street row: its type is unknown and
    the month of its first outcome is the nearest we know to its report."""
    reported_on = crime.month if crime else min(row.month for row in outcomes)
    place = crime or outcomes[0]
    now = standing(_filed(crime, outcomes), reported_on=reported_on)
    victim = crime.crime_type.victim if crime else "person"
    return CaseRow(
        case_key=crime_id,
        force=place.force,
        area=place.area,
        crime_group=crime.crime_type.crime_group if crime else UNKNOWN_GROUP,
        reported_on=reported_on,
        stage=now.stage,
        stage_on=now.stage_on,
        outcome_codes=now.outcome_codes,
        outcome_on=now.outcome_on,
        is_business=victim == "business",
        is_victimless=victim == "none",
        is_month_only=True,
        events=now.events,
    )


def _filed(crime: StreetRow | None, outcomes: Sequence[OutcomeRow]) -> list[Filed]:
    if not outcomes and crime and crime.last_outcome:
        return [Filed(crime.month, crime.last_outcome, crime.last_outcome.text)]
    return [Filed(row.month, row.outcome, row.as_filed) for row in outcomes]


def count(street: Sequence[StreetRow], filed: Sequence[OutcomeRow]) -> Counts:
    crimes, as_filed, outcomes = crimes_by_id(street), by_id(filed), by_id(once(filed))
    joined = crimes.keys() & outcomes.keys()
    early = [row for row in once(filed) if _is_early(row, crimes)]
    several_as_filed, several = _several(as_filed), _several(outcomes)
    return Counts(
        street_rows=len(street),
        street_ids=len(crimes),
        without_id=sum(not row.crime_id for row in street),
        outcome_rows=len(filed),
        outcome_ids=len(outcomes),
        joined=len(joined),
        outcome_only=len(outcomes) - len(joined),
        street_only=len(crimes) - len(joined),
        ids_with_several_as_filed=len(several_as_filed),
        fewest_of_several_as_filed=min(several_as_filed, default=0),
        most_as_filed=max(several_as_filed, default=0),
        ids_with_two_in_a_month_as_filed=_with_two_in_a_month(as_filed),
        distinct_outcomes=len(once(filed)),
        ids_with_several=len(several),
        fewest_of_several=min(several, default=0),
        most=max(several, default=0),
        ids_with_two_in_a_month=_with_two_in_a_month(outcomes),
        outcomes_before_their_crime=len(early),
        crimes_after_their_outcome=len({row.crime_id for row in early}),
        street_differs=sum(_differs(crimes[one], outcomes[one]) for one in joined),
    )


def _is_early(row: OutcomeRow, crimes: Mapping[str, StreetRow]) -> bool:
    return row.crime_id in crimes and row.month < crimes[row.crime_id].month


def _several(outcomes: OutcomesById) -> list[int]:
    return [len(rows) for rows in outcomes.values() if len(rows) > 1]


def _with_two_in_a_month(outcomes: OutcomesById) -> int:
    return sum(len({row.month for row in rows}) < len(rows) for rows in outcomes.values())


def _differs(crime: StreetRow, outcomes: Sequence[OutcomeRow]) -> bool:
    latest = max(row.month for row in outcomes)
    return crime.last_outcome not in [row.outcome for row in outcomes if row.month == latest]
