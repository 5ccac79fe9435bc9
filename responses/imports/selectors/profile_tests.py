import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO, Literal

from responses.case_files import file_kinds
from responses.case_files.faults import CaseFault
from responses.case_files.mapping_profile import force_profile
from responses.case_files.reading import CaseFileRules
from responses.models import MappingProfile

MOST_FAULTS = 20


@dataclass(frozen=True)
class _TestFile:
    """A test file as responses.case_files.file_kinds reads files."""

    text: str
    name: str

    def open(self, mode: Literal["rb"]) -> AbstractContextManager[BinaryIO]:
        return io.BytesIO(self.text.encode())


def faults_of(profile: MappingProfile, *, today: date) -> Sequence[CaseFault]:
    """None where it still loads. Raises ProfileError where the profile no longer fits the standard
    case file."""
    # Kept as text, whatever encoding the extract has.
    read = replace(force_profile(profile.text, force=profile.force_id), encoding=None)
    rules = CaseFileRules(
        force_codes=frozenset({profile.force_id}), today=today, is_simulated=True, profile=read
    )
    source = _TestFile(profile.test_file, f"{profile.name}.csv")
    faults = [
        fault for result in file_kinds.read_cases(source, rules=rules) for fault in result.faults
    ]
    return faults[:MOST_FAULTS]
