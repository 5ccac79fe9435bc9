"""Simulates a survey of real police.uk files in a separate database. Every result says
SIMULATED."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access import actions as access_actions
from access.actor import Actor
from access.forces.reference_file import force_rows
from analytics import words
from analytics.figures.selectors import figures as figures_selectors
from analytics.items import headline
from analytics.tables import EVERYBODY, Dimension
from config.demo import rehearsal
from config.demo.plan import SEED
from config.demo.seeding import figures, loading
from config.demo.seeding.second_process import without_collector
from responses.case_files import file_kinds
from responses.case_files.columns import CaseRow
from responses.case_files.faults import FaultsError
from responses.case_files.file_kinds import CaseFileKind
from responses.case_files.police_uk import sources
from responses.case_files.police_uk.cases import case_of
from responses.eligibility.rules import REASONS
from responses.imports.presenters import faults as presenters
from responses.imports.selectors import police_uk
from responses.models import Import
from survey.publishing import actions as publishing_actions
from ui.catalogues import gettext_noop

ACTOR = Actor.system("rehearse")
REFUSED = 2


class Command(BaseCommand):
    help = "Take police.uk files through the whole loop in a database of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--seed", type=int, default=SEED, metavar="N")

    def handle(self, *, files: Sequence[Path], seed: int, **options: Any) -> None:
        with self._refusing():
            if file_kinds.kind_of_all(files) is not CaseFileKind.POLICE_UK:
                message = _("Only police.uk street and outcomes files can be rehearsed.")
                raise CommandError(message, returncode=REFUSED)
        database = Path(settings.DATA_DIR).resolve() / "rehearsal.sqlite3"
        if str(settings.DATABASES["default"]["NAME"]) == str(database):
            now = timezone.now()
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            access_actions.load_forces(rows=force_rows(), by=ACTOR, at=now)
            with self._refusing():
                rows = self._read_cases(files)
            publishing_actions.publish_shipped_instruments(by=ACTOR, at=now)
            self.stderr.write(_("Cases read: %(count)s") % {"count": f"{len(rows):,}"})
            with without_collector(), transaction.atomic():
                self._load(rows, files=files, seed=seed, now=now)
                figures.fill(by=ACTOR, at=now, say=self.stderr.write)
            self.stdout.write(_("SIMULATED: the crimes are as filed, the victims are made up."))
            for step in rehearsal.funnel():
                self.stdout.write(f"{step.count:>9,}  {_(STEP_NAMES[step.name])}")
                for code, count in step.drops.items():
                    self.stdout.write(f"{-count:>9,}    {code.value:<14} {_(REASONS[code])}")
            self._say_figures(_("By crime group"), Dimension.CRIME_GROUP)
            self._say_figures(_("By stage, and so by outcome"), Dimension.STAGE)
            self._issue_report(rows)
        else:
            database.parent.mkdir(parents=True, exist_ok=True)
            for suffix in ("", "-wal", "-shm"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)
            command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "rehearse"]
            command += [str(file.resolve()) for file in files] + ["--seed", str(seed)]
            own = {"DATABASE_URL": f"sqlite:///{database}"}
            done = subprocess.run(command, env={**os.environ, **own}, check=False)  # noqa: S603  ourselves
            if done.returncode:
                raise SystemExit(done.returncode)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except FaultsError as error:
            for fault in error.faults:
                self.stderr.write(presenters.fault_line(fault))
            raise CommandError(_("Nothing was rehearsed."), returncode=REFUSED) from error

    def _read_cases(self, files: Sequence[Path]) -> Sequence[CaseRow]:
        rules = police_uk.rules(today=timezone.localdate())
        with sources.open_sources(files, rules=rules) as reading:
            return [case_of(filing) for filing in reading.filings()]

    def _load(
        self, rows: Sequence[CaseRow], *, files: Sequence[Path], seed: int, now: datetime
    ) -> None:
        for history in rehearsal.histories(rows, seed=seed):
            loaded = loading.amend_force(
                history,
                by=ACTOR,
                at=now,
                source=Import.Source.POLICE_UK,
                file_names=[file.name for file in files],
            )
            self.stderr.write(
                _("%(force)s. Cases: %(cases)s, responses: %(responses)s")
                % {
                    "force": history.force,
                    "cases": f"{len(history.rows):,}",
                    "responses": f"{loaded.responses:,}",
                }
            )

    def _say_figures(self, title: str, dimension: Dimension) -> None:
        self.stdout.write("")
        self.stdout.write(f"{title}: {words.label(headline().code)}")
        columns, base = _("Share (95 per cent interval)"), _("Base")
        self.stdout.write(f"  {'':<34} {columns:<28} {base:>7}")
        for level, share in rehearsal.headline_by(dimension, today=timezone.localdate()).items():
            figure = words.figure_words(share)
            name = _("All") if level == EVERYBODY else words.level_name(dimension, level)
            self.stdout.write(f"  {name:<34} {figure.line:<28} {figure.base:>7}")

    def _issue_report(self, rows: Sequence[CaseRow]) -> None:
        codes = [row.force for row in rows]
        if len(set(codes)) == 1:
            self.stdout.write(
                _("Only one force was rehearsed: its report compares it with nobody.")
            )
        force = max(sorted(set(codes)), key=codes.count)
        last = max(row.reported_on for row in rows)
        today = timezone.localdate()
        period = figures_selectors.latest_period(
            on=rehearsal.end_of(rows), of=figures_selectors.periods(on=today)
        )
        if period is None:
            self.stdout.write(_("Nobody answered before %(day)s: no report.") % {"day": last})
            return
        out = Path(settings.DATA_DIR) / f"rehearsal-{force}-{period}.pdf"
        call_command("issue_report", force=force, period=period, out=out, stdout=self.stdout)


STEP_NAMES = {
    "recorded": gettext_noop("Recorded: victims reached a stage of their case"),
    "in_scope": gettext_noop("In scope of the survey"),
    "not_excluded": gettext_noop("Could safely and properly be asked"),
    "contactable": gettext_noop("Could be contacted"),
    "selected": gettext_noop("Chosen to be asked"),
    "invited": gettext_noop("Invited"),
    "delivered": gettext_noop("Invitation delivered"),
    "opened": gettext_noop("Opened"),
    "started": gettext_noop("Started"),
    "usable": gettext_noop("Answered: completed, or enough of it to count"),
    "completed": gettext_noop("Completed"),
}
