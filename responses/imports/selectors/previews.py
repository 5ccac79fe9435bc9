"""Nothing is imported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from responses.case_files.columns import CaseRow
from responses.imports.merging import cases
from responses.imports.merging.differences import ContactDifference, Differences, Word
from responses.imports.merging.suspicions import UncertainLoadError, suspicions_in
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import CaseKey, RowChange, StoredCase
from responses.vault.amendments import previews


def preview(
    rows: Iterable[CaseRow], *, into: Differences, today: date, is_simulated: bool
) -> Iterator[Mapping[CaseKey, RowChange]]:
    for batch in stored_cases.batches(rows):
        stored = stored_cases.stored_cases(batch)
        hashes = stored_cases.content_hashes([row for row in batch if row.key in stored])
        changes = stored_cases.changes(batch, stored=stored, hashes=hashes)
        amended = [row for row in batch if changes[row.key] is RowChange.AMENDED]
        _compare(amended, stored, into=into, today=today, is_simulated=is_simulated)
        yield changes


def _compare(
    rows: Sequence[CaseRow],
    stored: Mapping[CaseKey, StoredCase],
    *,
    into: Differences,
    today: date,
    is_simulated: bool,
) -> None:
    if not rows:
        return
    held = stored_cases.stored_rows([stored[row.key].pk for row in rows])
    merged = {row.key: cases.merge(held[row.key], row, today=today) for row in rows}
    contacts = previews.preview(
        [(stored[row.key].pk, merged[row.key].row) for row in rows], is_simulated=is_simulated
    )
    for row in rows:
        found = contacts[stored[row.key].pk]
        before = Word.KNOWN if found.is_stored else Word.BLANK
        after = Word.ANOTHER if found.is_another else Word.KNOWN if found.is_given else Word.BLANK
        contact = ContactDifference(before, after, found.waits, found.is_adviser_another)
        into.add(held[row.key].row, row, merged[row.key], contact)


def certain_rows(
    rows: Iterable[CaseRow],
    *,
    differences: Differences,
    is_certain: bool,
    today: date,
    is_simulated: bool,
) -> Iterator[CaseRow]:
    """Yields the rows and adds up `differences`. Raises UncertainLoadError after the last row, so
    that a suspicious import is rolled back."""
    touched = 0
    for batch in stored_cases.batches(rows):
        for found in preview(batch, into=differences, today=today, is_simulated=is_simulated):
            touched += sum(change is not RowChange.CREATED for change in found.values())
        yield from batch
    if suspicions_in(differences.as_dict(touched=touched)) and not is_certain:
        raise UncertainLoadError(differences.as_dict(touched=touched))
