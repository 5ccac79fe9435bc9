import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts.masking import shown_heading
from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.headings.other_people import means_force
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.reading import CaseFileRules, RowResult, read_rows
from responses.case_files.tables import RawRow, end_of_file, unknown_column
from responses.case_files.warnings.doubts import warned_by_column, warned_by_ignored

JSON_TEXT = re.compile(r'(?<=")[^"\\]+(?=")|\d+')
LONGEST_LINE = 20_000


def read_records(records: Sequence[object], *, rules: CaseFileRules) -> Iterator[RowResult]:
    """For each object in order, its case or all of its faults."""
    raws = (
        object_row(record, file="", row=number, profile=rules.profile)
        for number, record in enumerate(records, 1)
    )
    return read_rows(raws, file="", rules=rules)


def json_rows(lines: Iterable[str], *, file: str, profile: Profile = STANDARD) -> Iterator[RawRow]:
    """One object for each line."""
    has_rows = False
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                has_rows = True
                yield _line_row(line, file=file, row=number, profile=profile)
    except FileError as error:
        yield end_of_file(error.fault)
        return
    if not has_rows:
        yield end_of_file(CaseFault(FaultCode.EMPTY_FILE, file=file))


def _line_row(line: str, *, file: str, row: int, profile: Profile) -> RawRow:
    try:
        found = json.loads(line, object_pairs_hook=_once)
    except _TwiceError as error:
        return RawRow(
            row,
            {},
            [CaseFault(FaultCode.DUPLICATE_COLUMN, file, row, column=error.shown)],
            cells=json_texts(line),
        )
    except (ValueError, RecursionError):
        fault = CaseFault(FaultCode.BROKEN_JSON, file, row)
        return RawRow(row, {}, [fault], cells=json_texts(line))
    return object_row(found, file=file, row=row, profile=profile)


class _TwiceError(ValueError):
    def __init__(self, name: str, *, among: Sequence[str]) -> None:
        super().__init__(name)
        self.shown = shown_heading(name, among=among)


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _value in pairs)
        raise _TwiceError(names.most_common(1)[0][0], among=list(names))
    return found


def object_row(found: object, *, file: str, row: int, profile: Profile = STANDARD) -> RawRow:
    if not isinstance(found, dict):
        fault = CaseFault(FaultCode.NOT_A_ROW, file, row)
        return RawRow(row, {}, [fault], cells=json_texts(json.dumps(found)))
    record: dict[str, str] = {}
    given = {"force": profile.force} if profile.force else {}
    other_force: dict[str, str] = {}
    faults: list[CaseFault] = []
    names = [profile.standard_name(own) for own in found]
    for (own, value), name in zip(found.items(), names, strict=True):
        if name not in COLUMNS:
            if own not in profile.ignored:
                faults.append(unknown_column(own, among=names, file=file, row=row))
            elif means_force(own) and (said := profile.other_force(str(value or ""))):
                other_force = {"force": said}
        elif not isinstance(value, str | int | None):
            faults.append(CaseFault(FaultCode.NOT_TEXT, file, row, column=own))
        elif name in record:
            faults.append(CaseFault(FaultCode.DUPLICATE_COLUMN, file, row, column=name))
        else:
            record[name] = _text(value)
    cells = tuple(map(str, found.values())) if faults else ()
    return RawRow(
        row,
        given | record | other_force,
        faults,
        cells=cells,
        is_warned=warned_by_column(list(found), cells)
        or warned_by_ignored(
            (own, _cell(value)) for own, value in found.items() if own in profile.ignored
        ),
    )


def json_texts(line: str) -> tuple[str, ...]:
    return tuple(JSON_TEXT.findall(line[:LONGEST_LINE]))


def _cell(value: object) -> str:
    is_plain = isinstance(value, str | int | None)
    return _text(value) if is_plain else json.dumps(value, ensure_ascii=False)  # type: ignore[arg-type]


def _text(value: str | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return str(value)
    except ValueError:  # more digits than Python writes out
        return "9" * 99
