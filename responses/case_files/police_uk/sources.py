from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from responses.case_files.extracts.text_lines import TextLines
from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.file_kinds import ReadableFile
from responses.case_files.police_uk import api_answers, archives
from responses.case_files.police_uk.api_answers import ApiAnswer
from responses.case_files.police_uk.reading import PoliceUkReading
from responses.case_files.police_uk.rows import (
    PoliceUkRow,
    PoliceUkRules,
    SourceFile,
    is_searches,
    read_file,
)

Read = Iterator[PoliceUkRow | CaseFault]
ROWS_PER_REPORT = 1_000


def open_sources(
    sources: Iterable[ReadableFile],
    *,
    rules: PoliceUkRules,
    on_rows: Callable[[int], None] | None = None,
) -> PoliceUkReading:
    """Read every row of all files. Raises FaultsError."""
    left_out: Counter[str] = Counter()
    rows = _rows(sources, rules=rules, left_out=left_out)
    return PoliceUkReading(_reported(rows, on_rows) if on_rows else rows, left_out=left_out)


def _reported(rows: Read, on_rows: Callable[[int], None]) -> Read:
    for number, row in enumerate(rows, 1):
        yield row
        if number % ROWS_PER_REPORT == 0:
            on_rows(ROWS_PER_REPORT)


def _rows(sources: Iterable[ReadableFile], *, rules: PoliceUkRules, left_out: Counter[str]) -> Read:
    for source in sources:
        for row in _read_source(source, rules=rules, left_out=left_out):
            if isinstance(row, CaseFault) or rules.only is None or row.force in rules.only:
                yield row
            else:
                left_out["of_other_forces"] += 1


def _read_source(source: ReadableFile, *, rules: PoliceUkRules, left_out: Counter[str]) -> Read:
    try:
        with source.open("rb") as file:
            yield from _read_open(file, name=source.name, rules=rules, left_out=left_out)
    except FileError as error:
        yield error.fault
    except OSError:
        yield CaseFault(FaultCode.NO_FILE, file=source.name)


def _read_open(file: BinaryIO, *, name: str, rules: PoliceUkRules, left_out: Counter[str]) -> Read:
    if archives.is_archive(file):
        yield from _read_archive(file, name=name, rules=rules, left_out=left_out)
    elif api_answers.is_answer(file):
        yield from _read_answer(file, name=name, rules=rules, left_out=left_out)
    else:
        file.seek(0)
        lines = iter(TextLines(file, name=name))
        yield from _read_table(name, lines, rules=rules, left_out=left_out)


def _read_archive(
    file: BinaryIO, *, name: str, rules: PoliceUkRules, left_out: Counter[str]
) -> Read:
    with archives.open_archive(file, name=name) as archive:
        for part in archive.parts:
            if not archives.is_table(part):
                left_out["other_files"] += 1
            elif not archive.is_used_up:
                shown = archive.shown_name(part)
                with archive.opened(part) as content:
                    lines = iter(TextLines(content, name=shown, may_be_packed=False))
                    yield from _read_table(shown, lines, rules=rules, left_out=left_out)


def _read_answer(
    file: BinaryIO, *, name: str, rules: PoliceUkRules, left_out: Counter[str]
) -> Read:
    if not rules.said:
        yield CaseFault(FaultCode.FORCE_NOT_SAID, file=name)
        return
    file.seek(0)
    answer = ApiAnswer(name, rules, left_out)
    yield from answer.rows(api_answers.text_of(file, name=name))


def _read_table(
    name: str, lines: Iterator[str], *, rules: PoliceUkRules, left_out: Counter[str]
) -> Read:
    try:
        first = next(lines, "")
    except FileError as error:
        yield error.fault
        return
    if is_searches(first.rstrip().split(",")):
        left_out["stop_and_search_files"] += 1
        return
    yield from read_file(SourceFile(name, chain([first], lines)), rules=rules)
