"""Reads what importing rows would do, field by field; nothing is imported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from responses.case_files.case import CaseRow
from responses.imports.merging import cases
from responses.imports.merging.differences import ContactDifference, Differences, Word
from responses.imports.selectors import stored_cases, stored_rows
from responses.imports.selectors.stored_cases import CaseKey, RowChange, StoredCase
from responses.vault.amendments import previews
from responses.vault.amendments.previews import ContactPreview


def preview(
    rows: Iterable[CaseRow], *, into: Differences, today: date, is_simulated: bool
) -> Iterator[Mapping[CaseKey, RowChange]]:
    """What importing the rows would do, batch by batch, with the differences of amended cases added
    to `into`. A second row of a case is compared with the stored case too, as if the first row had
    not been imported."""
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
    held = stored_rows.stored_rows([stored[row.key].pk for row in rows])
    merged = {row.key: cases.merge(held[row.key], row, today=today) for row in rows}
    contacts = previews.preview(
        [(stored[row.key].pk, merged[row.key].row) for row in rows], is_simulated=is_simulated
    )
    for row in rows:
        contact = _of_contact(contacts[stored[row.key].pk])
        into.add(held[row.key].row, row, merged[row.key], contact)


def _of_contact(found: ContactPreview) -> ContactDifference:
    before = Word.KNOWN if found.is_stored else Word.BLANK
    after = Word.ANOTHER if found.is_another else Word.KNOWN if found.is_given else Word.BLANK
    return ContactDifference(before, after, found.waits, found.is_adviser_another)
