"""The rows of police.uk's files, in whatever form they come. Pure except for reading files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from responses.case_files import file_kinds
from responses.case_files.faults import CaseFault
from responses.case_files.file_kinds import ReadableFile
from responses.case_files.police_uk.rows import (
    Lives,
    PoliceUkRow,
    SourceFile,
    read_file,
)


@dataclass(frozen=True)
class KnownForces:
    """The forces whose rows may be read. `codes_by_name` maps every name under which a file may
    call a force, case-folded, to its code; `lives` has the forces that a merger ended or began."""

    codes_by_name: Mapping[str, str]
    lives: Lives


def read_sources(
    sources: Iterable[ReadableFile], *, forces: KnownForces
) -> Iterator[PoliceUkRow | CaseFault]:
    """Every row of all files, or its faults."""
    for source in sources:
        table = SourceFile(source.name, file_kinds.lines_of(source))
        yield from read_file(table, forces=forces.codes_by_name, lives=forces.lives)
