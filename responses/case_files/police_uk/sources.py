"""The rows of police.uk's files, in whatever form they come: tables, archives of tables, or answers
of the API. Pure except for reading files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from responses.case_files import file_kinds
from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.file_kinds import ReadableFile
from responses.case_files.police_uk import api_answers, archives
from responses.case_files.police_uk.api_answers import Answer
from responses.case_files.police_uk.reading import PoliceUkReading
from responses.case_files.police_uk.rows import Lives, PoliceUkRow, SourceFile, read_file

Read = Iterator[PoliceUkRow | CaseFault]
ROWS_PER_REPORT = 1_000


@dataclass(frozen=True)
class KnownForces:
    """The forces whose rows may be read. `codes_by_name` maps every name under which a file may
    call a force, case-folded, to its code; `lives` has the forces that a merger ended or began;
    `said` is the code of the force of files that name none, empty where nobody said. Where `only`
    is not None, rows of other forces are left out."""

    codes_by_name: Mapping[str, str]
    lives: Lives
    said: str = ""
    only: frozenset[str] | None = None


def open_sources(
    sources: Iterable[ReadableFile],
    *,
    forces: KnownForces,
    on_rows: Callable[[int], None] | None = None,
) -> PoliceUkReading:
    """Read every row of all files. `on_rows` is called with the number of rows now and then. Raises
    FaultsError."""
    left_out: Counter[str] = Counter()
    rows = _rows(sources, forces=forces, left_out=left_out)
    return PoliceUkReading(_reported(rows, on_rows) if on_rows else rows, left_out=left_out)


def _reported(rows: Read, on_rows: Callable[[int], None]) -> Read:
    for number, row in enumerate(rows, 1):
        yield row
        if number % ROWS_PER_REPORT == 0:
            on_rows(ROWS_PER_REPORT)


def _rows(sources: Iterable[ReadableFile], *, forces: KnownForces, left_out: Counter[str]) -> Read:
    for source in sources:
        for row in _read_source(source, forces=forces, left_out=left_out):
            if isinstance(row, CaseFault) or forces.only is None or row.force in forces.only:
                yield row
            else:
                left_out.update(["of_other_forces"])


def _read_source(source: ReadableFile, *, forces: KnownForces, left_out: Counter[str]) -> Read:
    try:
        with source.open("rb") as file:
            yield from _read_open(file, name=source.name, forces=forces, left_out=left_out)
    except FileError as error:
        yield error.fault
    except OSError:
        yield CaseFault(FaultCode.NO_FILE, file=source.name)


def _read_open(file: BinaryIO, *, name: str, forces: KnownForces, left_out: Counter[str]) -> Read:
    if archives.is_archive(file):
        yield from _read_archive(file, name=name, forces=forces, left_out=left_out)
    elif api_answers.is_answer(file):
        yield from _read_answer(file, name=name, forces=forces, left_out=left_out)
    else:
        file.seek(0)
        yield from _read_table(name, file_kinds.text_lines(file, name=name), forces=forces)


def _read_archive(
    file: BinaryIO, *, name: str, forces: KnownForces, left_out: Counter[str]
) -> Read:
    with archives.open_archive(file, name=name) as archive:
        for part in archive.parts:
            if archives.is_stop_and_search(part):
                left_out.update(["stop_and_search_files"])
            elif not archives.is_table(part):
                left_out.update(["other_files"])
            elif not archive.is_used_up:
                shown = archive.shown_name(part)
                with archive.opened(part) as content:
                    lines = file_kinds.decoded_lines(content, name=shown)
                    yield from _read_table(shown, lines, forces=forces)


def _read_answer(file: BinaryIO, *, name: str, forces: KnownForces, left_out: Counter[str]) -> Read:
    if not forces.said:
        yield CaseFault(FaultCode.FORCE_NOT_SAID, file=name)
        return
    file.seek(0)
    answer = Answer(name, forces.said, forces.lives, left_out)
    yield from answer.rows(api_answers.text_of(file, name=name))


def _read_table(name: str, lines: Iterator[str], *, forces: KnownForces) -> Read:
    table = SourceFile(name, lines)
    yield from read_file(table, forces=forces.codes_by_name, lives=forces.lives)
