"""Reads stored cases as rows of a case file, to merge them with rows that come."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from responses.case_files.case import CaseRow, CaseStage
from responses.eligibility.selectors import exclusions
from responses.imports.columns import SAME_NAME, same_named
from responses.imports.merging.cases import StoredRow
from responses.imports.selectors.stored_cases import CaseKey
from responses.models import Case


def locked_rows(case_ids: Collection[int]) -> Mapping[CaseKey, StoredRow]:
    """The cases as they are stored, without contact and history, locked until the transaction ends:
    what another load writes meanwhile would not be merged with."""
    return _rows(Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk"))


def stored_rows(case_ids: Collection[int]) -> Mapping[CaseKey, StoredRow]:
    """The cases as they are stored, without contact and history."""
    return _rows(Case.objects.filter(pk__in=case_ids))


def _rows(found: Iterable[Case]) -> Mapping[CaseKey, StoredRow]:
    cases = list(found)
    excluded = [case.pk for case in cases if case.exclude_code]
    lifted = exclusions.lifted_exclusions().filter(case__in=excluded)
    ended = set(lifted.values_list("case_id", flat=True)) if excluded else set()
    return {
        (case.force_id, case.case_key): StoredRow(
            row_of(case),
            is_exclusion_lifted=case.pk in ended,
            former_hearings=[date.fromisoformat(day) for day in case.former_hearings],
        )
        for case in cases
    }


def row_of(case: Case) -> CaseRow:
    values: dict[str, Any] = dict(zip(SAME_NAME, same_named(case), strict=True))
    values["stage"] = CaseStage(case.stage)
    values["outcome_codes"] = tuple(case.outcome_codes)
    values["access_needs"] = tuple(case.access_needs)
    return CaseRow(force=case.force_id, flags=case.flags, **values)
