"""Looks at rows on their way into an import, which ends where they are suspicious together and
nobody has said that they are right."""

from collections.abc import Iterable, Iterator
from datetime import date

from responses.case_files.case import CaseRow
from responses.imports.merging.differences import Differences
from responses.imports.merging.suspicions import UncertainLoadError, suspicions_in
from responses.imports.selectors import previews, stored_cases
from responses.imports.selectors.stored_cases import RowChange


def certain_rows(
    rows: Iterable[CaseRow],
    *,
    differences: Differences,
    is_certain: bool,
    today: date,
    is_simulated: bool,
) -> Iterator[CaseRow]:
    """The rows, each looked at before it is given on; `differences` is filled by that. Raises
    UncertainLoadError after the last where together they are suspicious, so an import that is not
    ended then is undone whole."""
    touched = 0
    for batch in stored_cases.batches(rows):
        for found in previews.preview(
            batch, into=differences, today=today, is_simulated=is_simulated
        ):
            touched += sum(change is not RowChange.CREATED for change in found.values())
        yield from batch
    if suspicions_in(differences.as_dict(touched=touched)) and not is_certain:
        raise UncertainLoadError(differences.as_dict(touched=touched))
