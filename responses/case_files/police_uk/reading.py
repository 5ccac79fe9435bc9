"""Reads police.uk's open data as cases: street and outcomes files joined on Crime ID. Dates are
months, so these cases count in the frame and nobody is ever invited. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from responses.case_files.case import CaseRow
from responses.case_files.faults import CaseFault
from responses.case_files.police_uk.history import FiledWording, case_state
from responses.case_files.police_uk.rows import (
    NO_MERGERS,
    Lives,
    OutcomeRow,
    SourceFile,
    StreetRow,
    read_file,
)

OutcomesById = Mapping[str, Sequence[OutcomeRow]]
UNKNOWN_GROUP = "unknown"


@dataclass(frozen=True)
class PoliceUkCounts:
    """Counts of the rows of one import's files. Up to `ids_with_two_in_a_month_as_filed` every row
    counts; from `distinct_outcomes` on, identical rows count once."""

    street_rows: int
    street_ids: int
    without_id: int
    """Rows of anti-social behaviour: outside the frame, but not faulty."""
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
    """Joined crimes whose last outcome in the street file is not among the outcomes of their latest
    month."""

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class PoliceUkReading:
    """The cases and counts of one import, or every fault of its files."""

    rows: tuple[CaseRow, ...]
    counts: PoliceUkCounts
    faults: tuple[CaseFault, ...]


def read_files(
    files: Iterable[SourceFile], *, forces: Mapping[str, str], lives: Lives = NO_MERGERS
) -> PoliceUkReading:
    """Read all files of one import together, in any order. `forces` maps every name under which a
    file may call a force, case-folded, to its code."""
    street: list[StreetRow] = []
    filed: list[OutcomeRow] = []
    faults: list[CaseFault] = []
    for file in files:
        for read in read_file(file, forces=forces, lives=lives):
            if isinstance(read, StreetRow):
                street.append(read)
            elif isinstance(read, OutcomeRow):
                filed.append(read)
            else:
                faults.append(read)
    rows = () if faults else tuple(cases(street, filed))
    return PoliceUkReading(rows=rows, counts=count(street, filed), faults=tuple(faults))


def cases(street: Sequence[StreetRow], filed: Sequence[OutcomeRow]) -> Iterator[CaseRow]:
    """One case for each Crime ID: those of the street files, then those that only the outcomes
    files have."""
    outcomes = group_by_id(distinct_rows(filed))
    crimes = crimes_by_id(street)
    for crime_id, crime in crimes.items():
        yield _case(crime_id, crime, outcomes.get(crime_id, ()))
    for crime_id, rows in outcomes.items():
        if crime_id not in crimes:
            yield _case(crime_id, None, rows)


def distinct_rows(filed: Iterable[OutcomeRow]) -> list[OutcomeRow]:
    """The rows without repeats: the files repeat identical rows, within a month and between
    months."""
    return list(dict.fromkeys(filed))


def group_by_id(filed: Iterable[OutcomeRow]) -> dict[str, list[OutcomeRow]]:
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
    """The case of one Crime ID. The outcomes files are preferred; the street file's last outcome is
    used only where they have none. A crime reported before the first file has no street row: its
    type is unknown, and the month of its first outcome is used as that of its report."""
    reported_on = crime.month if crime else min(row.month for row in outcomes)
    place = crime or outcomes[0]
    now = case_state(_filed(crime, outcomes), reported_on=reported_on)
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


def _filed(crime: StreetRow | None, outcomes: Sequence[OutcomeRow]) -> list[FiledWording]:
    if not outcomes and crime and crime.last_outcome:
        return [FiledWording(crime.month, crime.last_outcome, crime.last_outcome.text)]
    return [FiledWording(row.month, row.outcome, row.as_filed) for row in outcomes]


def count(street: Sequence[StreetRow], filed: Sequence[OutcomeRow]) -> PoliceUkCounts:
    crimes, as_filed, outcomes = (
        crimes_by_id(street),
        group_by_id(filed),
        group_by_id(distinct_rows(filed)),
    )
    joined = crimes.keys() & outcomes.keys()
    early = [row for row in distinct_rows(filed) if _is_early(row, crimes)]
    several_as_filed, several = _several(as_filed), _several(outcomes)
    return PoliceUkCounts(
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
        distinct_outcomes=len(distinct_rows(filed)),
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
