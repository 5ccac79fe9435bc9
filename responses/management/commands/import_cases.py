"""Load case files: the standard case file in any of its forms, or police.uk street and outcomes
files."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access import selectors as access_selectors
from access.actions import UnableToSetDataOriginError
from access.actor import Actor
from access.models import DataOrigin
from responses.case_files import file_kinds
from responses.case_files import reading as case_files_reading
from responses.case_files.case import CaseRow
from responses.case_files.faults import FaultsError
from responses.case_files.file_kinds import CaseFileKind
from responses.case_files.mapping_profile import STANDARD, Profile, force_profile
from responses.case_files.police_uk import reading as police_uk_reading
from responses.case_files.police_uk.rows import SourceFile
from responses.case_files.quality import QualityReport
from responses.case_files.reading import CaseFileRules, RowResult
from responses.imports.actions import import_cases
from responses.imports.presenters import faults as presenters
from responses.imports.presenters import quality as quality_presenters
from responses.imports.rejected_files import RejectedExistsError, Rejecting
from responses.imports.selectors import stored_cases, uploads
from responses.imports.selectors.stored_cases import Change
from responses.models import Import

MOST_LISTED = 200
REFUSED = 2
SECONDS_UNSEEN = 2.0


class Progress:
    """Says how far it is, on standard error, once it has taken two seconds."""

    def __init__(self) -> None:
        self.done = 0
        self._said_at = time.monotonic()

    def add(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self._said_at > SECONDS_UNSEEN:
            self._said_at = time.monotonic()
            line = _("%(count)s rows so far") % {"count": f"{self.done:,}"}
            print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Wish:
    """What a call asks for."""

    files: Sequence[Path]
    is_dry: bool
    is_simulated: bool
    rejecting: Rejecting | None
    quality: QualityReport
    """Filled from the standard case file: told in a dry run, else kept with the import."""
    profile: Profile = STANDARD


class Command(BaseCommand):
    help = (
        "Load case files: CSV (plain or gzip), .xlsx (its first sheet) or JSON Lines. One bad row "
        "anywhere and nothing is changed, unless --accept-valid is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="read and count, change nothing")
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="with --dry-run: write the data-quality report as JSON too",
        )
        parser.add_argument(
            "--accept-valid",
            action="store_true",
            help="load the good rows; the others go, with reasons, to NAME.rejected.csv",
        )
        parser.add_argument(
            "--rejected-into",
            type=Path,
            metavar="FOLDER",
            help="where rejected rows are written (default: beside the file)",
        )
        parser.add_argument(
            "--profile",
            metavar="FORCE/NAME",
            default="",
            help="read the files by a force's saved mapping profile",
        )
        parser.add_argument(
            "--simulated", action="store_true", help="the people in these files do not exist"
        )

    def handle(
        self,
        *,
        files: Sequence[Path],
        dry_run: bool,
        report: Path | None,
        accept_valid: bool,
        rejected_into: Path | None,
        profile: str,
        simulated: bool,
        **options: object,
    ) -> None:
        by = _profile(profile)
        rejecting = Rejecting(rejected_into, profile=by) if accept_valid else None
        if report and not dry_run:
            raise CommandError(_("--report goes with --dry-run."))
        wish = Wish(files, dry_run, simulated, rejecting, _quality(), by)
        try:
            counts = self._load(wish)
        except FaultsError as error:
            self._say_quality(wish, report)
            self._refuse(error)
        except RejectedExistsError as error:
            message = _("%(file)s is already there: load or remove it first.")
            raise CommandError(message % {"file": error.path}, returncode=REFUSED) from error
        except UnableToSetDataOriginError as error:
            message = _wrong_database(is_simulated=simulated)
            raise CommandError(message, returncode=REFUSED) from error
        self._say_what_was_done(counts, wish)
        self._say_quality(wish, report)

    def _say_quality(self, wish: Wish, report: Path | None) -> None:
        if not wish.is_dry or not wish.quality.forces:
            return
        found = wish.quality.as_dict()
        for line in quality_presenters.lines(found):
            self.stdout.write(line)
        if report:
            report.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")

    def _say_what_was_done(self, counts: Mapping[str, int], wish: Wish) -> None:
        if wish.is_dry:
            self.stdout.write(_("Dry run: nothing was changed."))
            self._warn_of_wrong_database(is_simulated=wish.is_simulated)
        for line in presenters.summary_lines(counts):
            self.stdout.write(line)
        for path in wish.rejecting.written if wish.rejecting else ():
            self.stdout.write(_("Rejected rows are in %(file)s.") % {"file": path})

    def _load(self, wish: Wish) -> Mapping[str, int]:
        with wish.rejecting or ExitStack():
            progress = Progress()
            source, rows, counts = _read(wish)
            if wish.is_dry:
                return {**counts, **_count_changes(rows, progress=progress), **_rejected(wish)}
            summary = import_cases.import_cases(
                rows=rows,
                source=source,
                file_names=[file.name for file in wish.files],
                is_simulated=wish.is_simulated,
                by=Actor.system("import_cases"),
                at=timezone.now(),
                extra_counts=lambda: {**counts, **_rejected(wish)},
                after_batch=lambda batch: progress.add(len(batch)),
                quality=wish.quality.measures,
            )
            return {**counts, **asdict(summary), **_rejected(wish)}

    def _warn_of_wrong_database(self, *, is_simulated: bool) -> None:
        origin = DataOrigin.Origin.SIMULATED if is_simulated else DataOrigin.Origin.REAL
        if not access_selectors.accepts_origin(origin):
            self.stderr.write(_wrong_database(is_simulated=is_simulated))

    def _refuse(self, error: FaultsError) -> NoReturn:
        for fault in error.faults[:MOST_LISTED]:
            self.stderr.write(presenters.fault_line(fault))
        if error.count > MOST_LISTED:
            more = _("… and %(count)s more.") % {"count": f"{error.count - MOST_LISTED:,}"}
            self.stderr.write(more)
        message = ngettext(
            "Nothing was changed: %(count)s fault.",
            "Nothing was changed: %(count)s faults.",
            error.count,
        )
        raise CommandError(message % {"count": f"{error.count:,}"}, returncode=REFUSED)


def _profile(given: str) -> Profile:
    if not given:
        return STANDARD
    force, _slash, name = given.partition("/")
    saved = uploads.profile_named(force, name)
    if saved is None:
        message = _("There is no profile %(profile)s.") % {"profile": given}
        raise CommandError(message, returncode=REFUSED)
    return force_profile(saved.text, force=force)


def _wrong_database(*, is_simulated: bool) -> str:
    if is_simulated:
        return _(
            "This database holds real people, and simulated ones may not join them: load them "
            "into a database of their own."
        )
    return _(
        "This database holds simulated people, and real ones may not join them: load them into "
        "a database of their own (./dev run --empty makes one). If the people in these files do "
        "not exist either, say --simulated."
    )


def _read(wish: Wish) -> tuple[Import.Source, Iterable[CaseRow], Mapping[str, int]]:
    if file_kinds.kind_of_all(wish.files, profile=wish.profile) is CaseFileKind.CASE_FILE:
        return Import.Source.CASE_FILE, _case_rows(wish), {}
    if wish.rejecting:
        raise CommandError(_("--accept-valid is for the standard case file only."))
    return Import.Source.POLICE_UK, *_police_uk_rows(wish.files)


def _rejected(wish: Wish) -> Mapping[str, int]:
    return {"rejected": wish.rejecting.count} if wish.rejecting else {}


def _count_changes(rows: Iterable[CaseRow], *, progress: Progress) -> Mapping[str, int]:
    changes = dict.fromkeys((change.value for change in Change), 0)
    for batch in stored_cases.changes(rows):
        for change in batch.values():
            changes[change.value] += 1
        progress.add(len(batch))
    return changes


def _quality() -> QualityReport:
    forces = frozenset(access_selectors.force_codes_by_name().values())
    return QualityReport(today=timezone.localdate(), force_codes=forces)


def _case_rows(wish: Wish) -> Iterator[CaseRow]:
    rules = CaseFileRules(
        force_codes=frozenset(access_selectors.force_codes_by_name().values()),
        today=timezone.localdate(),
        is_simulated=wish.is_simulated,
        force_lives=access_selectors.force_lives(),
        profile=wish.profile,
    )
    if wish.rejecting:
        for path in wish.files:
            reject = wish.rejecting.into_file_of(path)
            yield from case_files_reading.good_rows(_reads(path, rules, wish), reject=reject)
        return
    results = (read for path in wish.files for read in _reads(path, rules, wish))
    yield from case_files_reading.rows_or_faults(results)


def _reads(path: Path, rules: CaseFileRules, wish: Wish) -> Iterator[RowResult]:
    for read in file_kinds.read_cases(path, rules=rules):
        if not read.is_end:
            wish.quality.add(read)
        yield read


def _police_uk_rows(files: Iterable[Path]) -> tuple[Iterable[CaseRow], Mapping[str, int]]:
    sources = [SourceFile(path.name, file_kinds.lines_of(path)) for path in files]
    reading = police_uk_reading.read_files(
        sources,
        forces=access_selectors.force_codes_by_name(),
        lives=access_selectors.force_lives(),
    )
    if reading.faults:
        raise FaultsError(reading.faults)
    return reading.rows, reading.counts.as_dict()
