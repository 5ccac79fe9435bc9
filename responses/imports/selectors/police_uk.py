"""Reads what is stored of the crimes of police.uk files, and what joining new filings to it would
change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from access import selectors as access_selectors
from responses.case_files.case import CaseRow, EventKind, EventRow
from responses.case_files.police_uk.cases import case_of, filing_of_case
from responses.case_files.police_uk.filings import Filing, FilingKey, stored_filing
from responses.case_files.police_uk.sources import KnownForces
from responses.cases import selectors as cases_selectors
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import RowChange, StoredCase
from responses.models import Case, CaseEvent, Import, PoliceUkFiling, Upload

BATCH = 2_000


@dataclass(frozen=True)
class JoinedCase:
    """A crime with everything that was ever filed of it: stored before, and new. `columns` are
    those of the stored case, None where there is none."""

    filing: Filing
    row: CaseRow
    content_hash: str
    change: RowChange
    columns: Mapping[str, Any] | None
    events: Sequence[CaseEvent] = ()

    @property
    def case_id(self) -> int | None:
        return self.columns["id"] if self.columns else None


def known_forces(*, said: str = "", only: frozenset[str] | None = None) -> KnownForces:
    """The forces whose rows may be read; `said` and `only` as in KnownForces."""
    return KnownForces(
        codes_by_name=access_selectors.force_codes_by_name(),
        lives=access_selectors.force_lives(),
        said=said,
        only=only,
    )


def forces_of(upload: Upload) -> KnownForces:
    """The forces for which an upload may bring rows: its own, and those that ended in it."""
    lineage = frozenset(access_selectors.lineage(upload.force_id))
    return known_forces(said=upload.force_id, only=lineage)


def batches(filings: Iterable[Filing]) -> Iterator[list[Filing]]:
    iterator = iter(filings)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def join(filings: Sequence[Filing]) -> list[JoinedCase]:
    """Each crime of a batch joined with what is stored of it. Left out are cases that came from
    another source: a force's own case file tells more of them than police.uk does."""
    stored = stored_cases.stored_cases_of(filing.key for filing in filings)
    ids = [each.pk for each in stored.values()]
    columns = {case["id"]: case for case in Case.objects.filter(pk__in=ids).values()}
    events = cases_selectors.events_by_case(ids)
    known = _stored_filings(ids)
    joined = []
    for filing in filings:
        case = columns[stored[filing.key].pk] if filing.key in stored else None
        if case is None:
            joined.append(_new(filing))
        elif case["source"] == Import.Source.POLICE_UK:
            own = events.get(case["id"], [])
            joined.append(_joined(filing, case, own, stored=known.get(case["id"])))
    return joined


def _stored_filings(case_ids: Sequence[int]) -> Mapping[int, PoliceUkFiling]:
    return PoliceUkFiling.objects.in_bulk(list(case_ids))


def _new(filing: Filing) -> JoinedCase:
    row = case_of(filing)
    content_hash = row.content_hash(key=stored_cases.content_key())
    return JoinedCase(filing, row, content_hash, RowChange.CREATED, None)


def _joined(
    filing: Filing,
    columns: Mapping[str, Any],
    events: Sequence[CaseEvent],
    *,
    stored: PoliceUkFiling | None,
) -> JoinedCase:
    before = _filing(filing.key, columns, events, stored=stored)
    after = before.joined(filing)
    row = case_of(after)
    content_hash = row.content_hash(key=stored_cases.content_key())
    case = StoredCase(pk=columns["id"], content_hash=columns["content_hash"])
    change = stored_cases.change(row, stored={row.key: case}, content_hash=content_hash)
    if after != before or stored is None:
        change = RowChange.AMENDED
    return JoinedCase(after, row, content_hash, change, columns, events)


def _filing(
    key: FilingKey,
    columns: Mapping[str, Any],
    events: Sequence[CaseEvent],
    *,
    stored: PoliceUkFiling | None,
) -> Filing:
    if stored:
        return stored_filing(key, street=stored.crimes, outcomes=stored.outcomes)
    return filing_of_case(
        key,
        crime_group=columns["crime_group"],
        reported_on=columns["reported_on"],
        area=columns["area"],
        events=[
            EventRow(EventKind(e.kind), tuple(e.codes), e.on, source_wording=e.source_wording)
            for e in events
        ],
    )


def count_changes(filings: Iterable[Filing]) -> Iterator[Counter[RowChange]]:
    """What importing filings would do, batch by batch. A case from another source stays."""
    for batch in batches(filings):
        joined = join(batch)
        counts = Counter(case.change for case in joined)
        counts[RowChange.UNCHANGED] += len(batch) - len(joined)
        yield counts
