import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

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
from responses.case_files.columns import CaseRow
from responses.case_files.fault_causes.groups import CaseFaultGroup, CaseFaultGroups, groups_of
from responses.case_files.faults import FaultsError
from responses.case_files.file_kinds import CaseFileKind
from responses.case_files.mapping_profile import STANDARD, Profile, force_profile
from responses.case_files.police_uk import sources
from responses.case_files.quality import QualityReport
from responses.case_files.reading import CaseFileRules, RowResult
from responses.case_files.workbooks.rows import MUST_BE_ANSWERED
from responses.imports.actions import import_cases, import_police_uk
from responses.imports.merging.differences import Differences
from responses.imports.merging.suspicions import UncertainLoadError
from responses.imports.presenters import differences, notes
from responses.imports.presenters import fault_groups as group_presenters
from responses.imports.presenters import faults as presenters
from responses.imports.presenters import quality as quality_presenters
from responses.imports.rejected_files import RejectedExistsError, RejectedFiles
from responses.imports.selectors import police_uk, previews, uploads
from responses.imports.selectors.previews import certain_rows
from responses.imports.selectors.stored_cases import RowChange
from responses.management.case_file_arguments import (
    ImportArguments,
    UnansweredError,
    force_codes,
    hold_people,
    rules_of,
)
from responses.models import Import

MOST_LISTED = 200
REFUSED = 2
REPORT_AFTER_SECONDS = 2.0
SWITCHES = {
    "--dry-run": "read and count, change nothing",
    "--accept-valid": "load the good rows; the others go, with reasons, to NAME.rejected.csv",
    "--certain": "load the files although unusually much would change: somebody looked at it",
    "--answered": "load the files: parts that are not read, and rows that differ, were checked",
    "--make-keys": "make keys where the case key is a name, a number or an address",
    "--with-hidden": "load what a workbook hides too: rows, columns (else it is refused)",
    "--simulated": "the people in these files do not exist",
}

OPTIONS = {
    "--profile": ("FORCE/NAME", "read the files by a force's saved mapping profile"),
    "--force": ("CODE", "whose crimes answers of the police.uk API are, which do not say it"),
    "--by": ("EMAIL", "the member of staff who loads them and so confirms nothing that waits"),
}


class ProgressLine:
    """To standard error, every two seconds."""

    def __init__(self, *, of_cases: bool = False) -> None:
        self.done = 0
        self._of_cases = of_cases
        self._said_at = time.monotonic()

    def add(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self._said_at > REPORT_AFTER_SECONDS:
            self._said_at = time.monotonic()
            rows, cases = _("%(count)s rows so far"), _("%(count)s cases so far")
            line = (cases if self._of_cases else rows) % {"count": f"{self.done:,}"}
            print(line, file=sys.stderr, flush=True)


class Command(BaseCommand):
    help = (
        "Load case files: CSV (plain or gzip), .xlsx, .xls, .ods or JSON Lines; or files of "
        "police.uk: CSV, the ZIP archives that it offers, or answers of its API. One bad row "
        "anywhere and nothing is changed, unless --accept-valid is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="with --dry-run: write the data-quality report as JSON too",
        )
        parser.add_argument(
            "--rejected-into",
            type=Path,
            metavar="FOLDER",
            help="where rejected rows are written (default: beside the file)",
        )
        for option, (metavar, words) in OPTIONS.items():
            parser.add_argument(option, metavar=metavar, default="", help=words)
        for switch, words in SWITCHES.items():
            parser.add_argument(switch, action="store_true", help=words)

    def handle(self, *, report: Path | None, **options: Any) -> None:
        profile = _profile(options["profile"])
        is_partial = options["accept_valid"]
        arguments = ImportArguments(
            options["files"],
            options["dry_run"],
            options["simulated"],
            RejectedFiles(options["rejected_into"], profile=profile) if is_partial else None,
            QualityReport(today=timezone.localdate(), force_codes=force_codes()),
            profile,
            takes_hidden=options["with_hidden"],
            makes_keys=options["make_keys"],
            is_certain=options["certain"],
            is_answered=options["answered"],
            force=options["force"],
            by=_loader(options["by"]),
        )
        if report and not arguments.is_dry:
            raise CommandError(_("--report goes with --dry-run."))
        try:
            self._run(arguments, report)
        except FaultsError as error:
            self._say_quality(arguments, report)
            hold_people(arguments, at=timezone.now())
            self._refuse(error, arguments.groups)
        except RejectedExistsError as error:
            message = _("%(file)s is already there: load or remove it first.")
            raise CommandError(message % {"file": error.path}, returncode=REFUSED) from error
        except UnableToSetDataOriginError as error:
            message = _wrong_database(is_simulated=arguments.is_simulated)
            raise CommandError(message, returncode=REFUSED) from error
        except UncertainLoadError as error:
            hold_people(arguments, at=timezone.now())
            self._refuse_uncertain(error)
        except UnansweredError as error:
            hold_people(arguments, at=timezone.now())
            self._refuse_unanswered(error)

    def _refuse_uncertain(self, error: UncertainLoadError) -> NoReturn:
        for line in differences.lines(error.differences):
            self.stderr.write(line)
        message = _(
            "Nothing was changed. Look at what is unusual; if the files are right, load them with "
            "--certain."
        )
        raise CommandError(message, returncode=REFUSED) from error

    def _refuse_unanswered(self, error: UnansweredError) -> NoReturn:
        for line in notes.lines(error.notes):
            self.stderr.write(line)
        message = _(
            "Nothing was changed. Check everything that is named above, then load the files with "
            "--answered."
        )
        raise CommandError(message, returncode=REFUSED) from error

    def _run(self, arguments: ImportArguments, report: Path | None) -> None:
        counts = self._load(arguments)
        self._say_what_was_done(counts, arguments)
        touched = counts.get("amended", 0) + counts.get("unchanged", 0)
        for line in differences.lines(arguments.differences.as_dict(touched=touched)):
            self.stdout.write(line)
        self._say_quality(arguments, report)

    def _say_quality(self, arguments: ImportArguments, report: Path | None) -> None:
        if not arguments.is_dry or not arguments.quality.forces:
            return
        found = arguments.quality.as_dict()
        for line in quality_presenters.lines(found):
            self.stdout.write(line)
        if report:
            report.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")

    def _say_what_was_done(self, counts: Mapping[str, int], arguments: ImportArguments) -> None:
        if arguments.is_dry:
            self.stdout.write(_("Dry run: nothing was changed."))
            origin = (
                DataOrigin.Origin.SIMULATED if arguments.is_simulated else DataOrigin.Origin.REAL
            )
            if not access_selectors.accepts_origin(origin):
                self.stderr.write(_wrong_database(is_simulated=arguments.is_simulated))
        for line in presenters.summary_lines(counts):
            self.stdout.write(line)
        for line in notes.lines(arguments.notes):
            self.stdout.write(line)
        self._say_causes(arguments.groups.groups())
        for path in arguments.rejected_files.written if arguments.rejected_files else ():
            self.stdout.write(_("Rejected rows are in %(file)s.") % {"file": path})

    def _load(self, arguments: ImportArguments) -> Mapping[str, int]:
        kind = file_kinds.kind_of_all(arguments.files, profile=arguments.profile)
        if kind is CaseFileKind.POLICE_UK:
            return _load_police_uk(arguments)
        with arguments.rejected_files or ExitStack():
            progress = ProgressLine()
            rows = _case_rows(arguments)
            if arguments.is_dry:
                return {
                    **_count_changes(rows, arguments, progress=progress),
                    **_rejected(arguments),
                }
            summary = import_cases.import_cases(
                rows=_certain_rows(rows, arguments),
                source=Import.Source.CASE_FILE,
                file_names=[file.name for file in arguments.files],
                is_simulated=arguments.is_simulated,
                by=arguments.by,
                at=timezone.now(),
                extra_counts=lambda: _rejected(arguments),
                after_batch=lambda batch: progress.add(len(batch)),
                quality=arguments.quality.measures,
                doubts=arguments.doubts,
                forces=sorted(force_codes()),
            )
            return {**asdict(summary), **_rejected(arguments)}

    def _say_causes(self, groups: Iterable[CaseFaultGroup]) -> None:
        for group in groups:
            self.stderr.write(group_presenters.group_line(group))

    def _refuse(self, error: FaultsError, groups: CaseFaultGroups) -> NoReturn:
        for fault in error.faults[:MOST_LISTED]:
            self.stderr.write(presenters.fault_line(fault))
        if error.count > MOST_LISTED:
            more = _("… and %(count)s more.") % {"count": f"{error.count - MOST_LISTED:,}"}
            self.stderr.write(more)
        if error.count > 1:
            self.stderr.write(_("By cause:"))
            self._say_causes(groups.groups() or groups_of(error.faults))
        message = ngettext(
            "Nothing was changed: %(count)s fault.",
            "Nothing was changed: %(count)s faults.",
            error.count,
        )
        raise CommandError(message % {"count": f"{error.count:,}"}, returncode=REFUSED)


def _loader(email: str) -> Actor:
    if not email:
        return Actor.system("import_cases")
    user = access_selectors.user_by_email(email)
    if user is None:
        message = _("Nobody has an account with the address %(address)s.") % {"address": email}
        raise CommandError(message, returncode=REFUSED)
    return Actor.user(user_id=user.pk, name=user.name)


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


def _load_police_uk(arguments: ImportArguments) -> Mapping[str, int]:
    if arguments.rejected_files:
        raise CommandError(_("--accept-valid is for the standard case file only."))
    progress = ProgressLine(of_cases=True)
    if arguments.force and arguments.force not in access_selectors.force_codes_by_name().values():
        message = _("There is no force %(force)s.") % {"force": arguments.force}
        raise CommandError(message, returncode=REFUSED)
    rules = police_uk.rules(today=timezone.localdate(), said=arguments.force)
    with sources.open_sources(arguments.files, rules=rules, on_rows=ProgressLine().add) as reading:
        if arguments.is_dry:
            filings = reading.filings()
            changes = dict.fromkeys((change.value for change in RowChange), 0)
            for batch in police_uk.count_changes(filings):
                for change, count in batch.items():
                    changes[change.value] += count
                progress.add(batch.total())
            return {**reading.all_counts(), **changes}
        summary = import_police_uk.import_police_uk(
            filings=reading.filings(),
            file_names=[file.name for file in arguments.files],
            is_simulated=arguments.is_simulated,
            by=arguments.by,
            at=timezone.now(),
            extra_counts=reading.all_counts,
            after_batch=progress.add,
        )
        return {**reading.all_counts(), **asdict(summary)}


def _rejected(arguments: ImportArguments) -> Mapping[str, int]:
    return {"rejected": arguments.rejected_files.count} if arguments.rejected_files else {}


def _count_changes(
    rows: Iterable[CaseRow], arguments: ImportArguments, *, progress: ProgressLine
) -> Mapping[str, int]:
    changes = dict.fromkeys((change.value for change in RowChange), 0)
    batches = previews.preview(
        rows,
        into=arguments.differences,
        today=timezone.localdate(),
        is_simulated=arguments.is_simulated,
    )
    for batch in batches:
        for change in batch.values():
            changes[change.value] += 1
        progress.add(len(batch))
    return {**changes, "held": arguments.differences.held}


def _certain_rows(rows: Iterable[CaseRow], arguments: ImportArguments) -> Iterator[CaseRow]:
    """Raises UnansweredError after the last row, so that the import is undone."""
    yield from certain_rows(
        rows,
        differences=Differences(),
        is_certain=arguments.is_certain,
        today=timezone.localdate(),
        is_simulated=arguments.is_simulated,
    )
    unanswered = [note for note in arguments.notes if note.code in MUST_BE_ANSWERED]
    if unanswered and not arguments.is_answered:
        raise UnansweredError(unanswered)


def _case_rows(arguments: ImportArguments) -> Iterator[CaseRow]:
    rules = rules_of(arguments, doubts=arguments.doubts, notes=arguments.notes)
    if arguments.rejected_files:
        for path in arguments.files:
            reject = arguments.rejected_files.writer_for(path)
            yield from case_files_reading.good_rows(_reads(path, rules, arguments), reject=reject)
        return
    results = (read for path in arguments.files for read in _reads(path, rules, arguments))
    yield from case_files_reading.rows_or_faults(results)


def _reads(path: Path, rules: CaseFileRules, arguments: ImportArguments) -> Iterator[RowResult]:
    for read in file_kinds.read_cases(path, rules=rules):
        arguments.groups.add(read)
        if not read.is_end:
            arguments.quality.add(read)
        yield read
