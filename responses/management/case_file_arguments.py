from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from access import selectors as access_selectors
from access.actor import Actor
from responses.case_files import file_kinds, reading
from responses.case_files.fault_causes.groups import CaseFaultGroups
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.quality import QualityReport
from responses.case_files.reading import CaseFileRules
from responses.case_files.warnings.doubts import PersonDoubt
from responses.case_files.workbooks.rows import CaseNote
from responses.imports.actions import person_holds
from responses.imports.merging.differences import Differences
from responses.imports.rejected_files import RejectedFiles
from responses.imports.selectors import uploads
from responses.vault import person_keys


class UnansweredError(Exception):
    """--answered is not given."""

    def __init__(self, notes: Sequence[CaseNote]) -> None:
        super().__init__()
        self.notes = notes


def force_codes() -> frozenset[str]:
    return frozenset(access_selectors.force_codes_by_name().values())


@dataclass(frozen=True)
class ImportArguments:
    """The arguments of one call."""

    files: Sequence[Path]
    is_dry: bool
    is_simulated: bool
    rejected_files: RejectedFiles | None
    quality: QualityReport
    """Filled from the standard case file; printed in a dry run, else stored with the import."""
    profile: Profile = STANDARD
    differences: Differences = field(default_factory=Differences)
    """Filled in a dry run."""
    takes_hidden: bool = False
    makes_keys: bool = False
    notes: list[CaseNote] = field(default_factory=list)
    doubts: list[PersonDoubt] = field(default_factory=list)
    is_certain: bool = False
    """Whether the loader has checked what is suspicious."""
    is_answered: bool = False
    """Whether the notes on parts that are not read are answered."""
    force: str = ""
    """The code of the force of files that name none."""
    by: Actor = field(default_factory=lambda: Actor.system("import_cases"))
    groups: CaseFaultGroups = field(
        default_factory=lambda: CaseFaultGroups(uploads.force_names(force_codes()))
    )
    """The faults of the standard case file by cause."""


def rules_of(arguments: ImportArguments, **collected: Any) -> CaseFileRules:
    return CaseFileRules(
        force_codes=force_codes(),
        today=timezone.localdate(),
        is_simulated=arguments.is_simulated,
        force_lives=access_selectors.force_lives(),
        profile=arguments.profile,
        takes_hidden=arguments.takes_hidden,
        makes_keys=arguments.makes_keys,
        make_key=person_keys.made_case_key,
        **collected,
    )


def hold_people(arguments: ImportArguments, *, at: datetime) -> None:
    """The first holds were undone with the load."""
    if arguments.is_dry:
        return
    for path in arguments.files:
        rules = rules_of(arguments, doubts=[])
        source = person_holds.HoldSource(sorted(rules.force_codes), arguments.by, at, path.name)
        for read in file_kinds.read_cases(path, rules=rules):
            reading.doubt_careful([read], rules=rules)
            if len(rules.doubts) >= person_holds.AT_ONCE:
                person_holds.hold_all(rules.doubts, source, applies=False)
        person_holds.hold_all(rules.doubts, source, applies=False)
