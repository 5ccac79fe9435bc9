from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from access import selectors as access_selectors
from access.actions import UnableToSetDataOriginError
from access.actor import Actor
from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems import idempotency, problems
from access.systems.call import ApiCall
from access.viewer import Viewer
from access.web.guards import actor_of, viewer_of
from responses.case_files import api_records, reading
from responses.case_files.case import LiftKind
from responses.case_files.columns import CaseRow
from responses.case_files.fault_causes.groups import CaseFaultGroups
from responses.case_files.quality import QualityReport
from responses.case_files.reading import CaseFileRules, RowResult
from responses.imports.actions import import_cases, person_holds
from responses.imports.actions.person_holds import HoldSource
from responses.imports.merging.differences import Differences
from responses.imports.merging.suspicions import suspicions_in
from responses.imports.presenters import fault_groups as group_presenters
from responses.imports.presenters import faults as presenters
from responses.imports.selectors.previews import certain_rows
from responses.imports.selectors.stored_cases import CaseKey, RowChange
from responses.imports.shapes import CaseRecords, CasesLoaded, CasesRefused, CheckedQuery
from responses.models import Import
from responses.vault import person_keys

MOST_ROWS = 10_000
REPEATED = "repeated"
"""The result of a row that is the same as an earlier one of the call."""


class WrongDatabaseError(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "other_people_here"


class CasesView(ApiCall):
    """Import of a list of objects whose names are the columns of the standard case file: all or
    none, or with `accept_valid=yes` only those without faults. The answer has a result for each
    row. With `check=yes` nothing is loaded and the answer says whether each row is valid.
    `simulated=yes` states that the people do not exist. A call with an `Idempotency-Key` may be
    repeated for two days: it takes effect once and gets the same answer."""

    permission = Permission.LOAD_CASES
    scope = KeyScope.CASES
    query = CheckedQuery
    body = CaseRecords
    is_done_once = True
    answers = {200: CasesLoaded, 201: CasesLoaded, 400: CasesRefused}

    def post(self, request: Request) -> Response:
        records = read_rows_of(request, most=MOST_ROWS)
        return idempotency.done_once(request, lambda: _import(request, records), at=timezone.now())


def _import(request: Request, records: Sequence[object]) -> Response:
    viewer = viewer_of(request)
    is_simulated = request.query_params.get("simulated") == "yes"
    rules = rules_for(viewer, is_simulated=is_simulated)
    results = list(api_records.read_records(records, rules=rules))
    source = HoldSource(
        sorted(access_selectors.force_codes_for(viewer)), actor_of(request), timezone.now()
    )
    if request.query_params.get("check") == "yes":
        return Response({"causes": _causes(results), "rows": [_checked(read) for read in results]})
    may_leave_out = request.query_params.get("accept_valid") == "yes"
    if any(read.faults for read in results) and not may_leave_out:
        reading.doubt_careful(results, rules=rules)
        person_holds.hold_all(rules.doubts, source, applies=False)
        return not_loaded(results)
    return _load(
        results,
        rules=rules,
        viewer=viewer,
        by=actor_of(request),
        is_simulated=is_simulated,
    )


def rules_for(viewer: Viewer, *, is_simulated: bool) -> CaseFileRules:
    """A force out of reach gets the same fault as one that does not exist."""
    return CaseFileRules(
        force_codes=access_selectors.force_codes_for(viewer),
        force_lives=access_selectors.force_lives(),
        today=timezone.localdate(),
        is_simulated=is_simulated,
        make_key=person_keys.made_case_key,
    )


def not_loaded(results: Sequence[RowResult]) -> Response:
    return problems.refusal(
        status.HTTP_400_BAD_REQUEST,
        code="faulty_rows",
        detail=_("Some rows have faults, so none was loaded. Mend them and send all again."),
        causes=_causes(results),
        rows=[_not_loaded(read) for read in results],
    )


def read_rows_of(request: Request, *, most: int) -> Sequence[object]:
    """The list of objects that was sent."""
    try:
        records = request.data
    except RecursionError:
        raise ParseError(_("The rows are nested too deeply.")) from None
    if not isinstance(records, list) or not records:
        raise ParseError(_("Send a list of rows, each an object."))
    if len(records) > most:
        raise ParseError(_("Send at most %(most)s rows at a time.") % {"most": most})
    return records


def _load(
    results: Sequence[RowResult],
    *,
    rules: CaseFileRules,
    viewer: Viewer,
    by: Actor,
    is_simulated: bool,
) -> Response:
    changes: dict[CaseKey, RowChange] = {}
    holds: dict[CaseKey, Sequence[LiftKind]] = {}
    differences = Differences()
    count = sum(not read.case and not read.is_repeat for read in results)
    rejected = {"rejected": count} if count else {}
    with right_database():
        summary = import_cases.import_cases(
            rows=_rows(results, differences=differences, is_simulated=is_simulated),
            source=Import.Source.API,
            file_names=[],
            is_simulated=is_simulated,
            by=by,
            at=timezone.now(),
            extra_counts=lambda: rejected,
            after_batch=changes.update,
            after_holding=holds.update,
            quality=lambda: _quality(results, viewer=viewer),
            doubts=rules.doubts,
            forces=sorted(access_selectors.force_codes_for(viewer)),
        )
    answer = {
        "summary": asdict(summary) | {"rejected": 0} | rejected,
        "unusual": _unusual(differences, touched=summary.amended + summary.unchanged),
        "causes": _causes(results),
        "rows": [_answer(read, changes, holds) for read in results],
    }
    code = status.HTTP_201_CREATED if summary.created else status.HTTP_200_OK
    return Response(answer, status=code)


@contextmanager
def right_database() -> Iterator[None]:
    """Raises WrongDatabaseError where real and simulated people would mix."""
    try:
        yield
    except UnableToSetDataOriginError as error:
        raise WrongDatabaseError(str(error)) from error


def _rows(
    results: Sequence[RowResult], *, differences: Differences, is_simulated: bool
) -> Iterator[CaseRow]:
    return certain_rows(
        [read.case for read in results if read.case],
        differences=differences,
        is_certain=True,
        today=timezone.localdate(),
        is_simulated=is_simulated,
    )


def _unusual(differences: Differences, *, touched: int) -> list[dict[str, object]]:
    """Changes of unusually many cases, which no one was asked to confirm."""
    found = suspicions_in(differences.as_dict(touched=touched))
    return [{"sign": one.sign.value, "cases": one.cases, "of": one.touched} for one in found]


def _causes(results: Sequence[RowResult]) -> list[dict[str, str | int]]:
    groups = CaseFaultGroups()
    for read in results:
        groups.add(read)
    return [group_presenters.cause_fields(group) for group in groups.groups()]


def _quality(results: Sequence[RowResult], *, viewer: Viewer) -> Mapping[str, object]:
    report = QualityReport(
        today=timezone.localdate(), force_codes=access_selectors.force_codes_for(viewer)
    )
    for read in results:
        report.add(read)
    return report.measures()


def _answer(
    read: RowResult,
    changes: Mapping[CaseKey, RowChange],
    holds: Mapping[CaseKey, Sequence[LiftKind]],
) -> dict[str, object]:
    """`held` lists the kinds of change that wait."""
    if read.is_repeat:
        return {"row": read.row, "result": REPEATED}
    if read.case is None:
        return _not_loaded(read)
    result = changes[read.case.key].value
    held = holds.get(read.case.key, ())
    answer = {"row": read.row, "case_key": read.case.case_key, "result": result}
    return {**answer, "held": [kind.value for kind in held]} if held else answer


def _checked(read: RowResult) -> dict[str, object]:
    if read.is_repeat:
        return {"row": read.row, "result": REPEATED}
    if read.case is None:
        return _not_loaded(read)
    return {"row": read.row, "case_key": read.case.case_key, "result": "good"}


def _not_loaded(read: RowResult) -> dict[str, object]:
    """A row without faults is not imported where another row of the call has some."""
    faults = [presenters.fault_fields(fault) for fault in read.faults]
    return {"row": read.row, "result": "not_loaded", "faults": faults}
