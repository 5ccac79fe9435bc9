from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Any

from access import selectors as access_selectors
from responses.case_files.case import EventKind, EventRow
from responses.case_files.columns import CaseRow
from responses.case_files.police_uk.cases import case_of, filing_of_case
from responses.case_files.police_uk.filings import Filing, stored_filing
from responses.case_files.police_uk.rows import PoliceUkRules
from responses.cases import selectors as cases_selectors
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import RowChange
from responses.models import Case, CaseEvent, Import, PoliceUkFiling, Upload

BATCH = 2_000
NO_COLUMNS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class JoinedCase:
    """Everything ever filed of it, stored before and new."""

    filing: Filing
    row: CaseRow
    content_hash: str
    change: RowChange
    columns: Mapping[str, Any] = field(default_factory=lambda: NO_COLUMNS)
    events: Sequence[CaseEvent] = ()


def rules(*, today: date, said: str = "", only: frozenset[str] | None = None) -> PoliceUkRules:
    """`said` and `only` as in PoliceUkRules."""
    return PoliceUkRules(
        codes_by_name=access_selectors.force_codes_by_name(),
        lives=access_selectors.force_lives(),
        today=today,
        said=said,
        only=only,
    )


def rules_for(upload: Upload, *, today: date) -> PoliceUkRules:
    lineage = frozenset(access_selectors.lineage(upload.force_id))
    return rules(today=today, said=upload.force_id, only=lineage)


def batches(filings: Iterable[Filing]) -> Iterator[list[Filing]]:
    iterator = iter(filings)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def join(filings: Sequence[Filing]) -> list[JoinedCase]:
    stored = stored_cases.stored_cases_of(filing.key for filing in filings)
    ids = [each.pk for each in stored.values()]
    own = Case.objects.filter(pk__in=ids, source=Import.Source.POLICE_UK)
    own_ids = set(own.values_list("pk", flat=True))
    known = PoliceUkFiling.objects.in_bulk(ids)
    joined: list[JoinedCase] = []
    amended: dict[int, Filing] = {}
    for filing in filings:
        case = stored.get(filing.key)
        if case is None:
            joined.append(_with_case(filing, RowChange.CREATED))
        elif case.pk in own_ids:
            found = _joined_with_known(filing, known.get(case.pk), content_hash=case.content_hash)
            if found.change is RowChange.UNCHANGED:
                joined.append(found)
            else:
                amended[case.pk] = found.filing
    return [*joined, *_amended(amended, unfiled=amended.keys() - known.keys())]


def _with_case(filing: Filing, change: RowChange) -> JoinedCase:
    row = case_of(filing)
    return JoinedCase(filing, row, row.content_hash(key=stored_cases.content_key()), change)


def _joined_with_known(
    filing: Filing, known: PoliceUkFiling | None, *, content_hash: str
) -> JoinedCase:
    if known is None:
        return _with_case(filing, RowChange.AMENDED)
    before = stored_filing(filing.key, street=known.crimes, outcomes=known.outcomes)
    after = _with_case(before.joined(filing), RowChange.UNCHANGED)
    is_same = after.filing == before and after.content_hash == content_hash
    return after if is_same else replace(after, change=RowChange.AMENDED)


def _amended(filings: Mapping[int, Filing], *, unfiled: Collection[int]) -> Iterator[JoinedCase]:
    events = cases_selectors.events_by_case(list(filings))
    for columns in Case.objects.filter(pk__in=filings).values():
        pk = columns["id"]
        filing, history = filings[pk], events.get(pk, [])
        if pk in unfiled:
            filing = _filing_from(columns, history).joined(filing)
        joined = _with_case(filing, RowChange.AMENDED)
        yield replace(joined, columns=columns, events=history)


def _filing_from(columns: Mapping[str, Any], events: Sequence[CaseEvent]) -> Filing:
    return filing_of_case(
        (columns["force_id"], columns["case_key"]),
        crime_group=columns["crime_group"],
        reported_on=columns["reported_on"],
        area=columns["area"],
        events=[
            EventRow(EventKind(e.kind), tuple(e.codes), e.on, source_wording=e.source_wording)
            for e in events
        ],
    )


def count_changes(filings: Iterable[Filing]) -> Iterator[Counter[RowChange]]:
    for batch in batches(filings):
        joined = join(batch)
        counts = Counter(case.change for case in joined)
        counts[RowChange.UNCHANGED] += len(batch) - len(joined)
        yield counts
