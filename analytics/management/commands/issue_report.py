from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force
from access.viewer import Viewer
from analytics.reports import actions, document, pdf, selectors
from analytics.reports.selectors import NothingToReportError

JOB = "issue_report"


class Command(BaseCommand):
    help = "Write a force's quarterly report as a PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", required=True, help="code of the force: city-of-london")
        parser.add_argument("--period", required=True, help="quarter of the report: 2026-Q3")
        parser.add_argument("--language", default="en", choices=settings.STAFF_LANGUAGES)
        parser.add_argument(
            "--out", type=Path, help="file to write; under the data folder if absent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now, today = timezone.now(), timezone.localdate()
        code, period, language = options["force"], options["period"], options["language"]
        viewer = Viewer(user_id=0, name=JOB, force_codes=frozenset({code}))
        try:
            found = selectors.report_for(viewer, force_code=code, period=period, on=today)
        except Force.DoesNotExist as unknown:
            message = _("There is no force with the code %(code)s.") % {"code": code}
            raise CommandError(message) from unknown
        except NothingToReportError as nothing:
            message = _(
                "There are no figures for %(period)s, or the quarter is not over. "
                "Run: manage.py refill_figures"
            ) % {"period": period}
            raise CommandError(message) from nothing
        report = document.quarterly_report(found, language=language, on=today)
        path = options["out"] or (
            Path(settings.DATA_DIR) / "reports" / f"{code}-{period}-{language}.pdf"
        )
        actions.issue_report(
            force=access_selectors.force_for(viewer, code),
            period=period,
            language=language,
            content=pdf.render(report),
            path=path,
            by=Actor.system(JOB),
            at=now,
        )
        self.stdout.write(_("Wrote %(path)s") % {"path": path})
