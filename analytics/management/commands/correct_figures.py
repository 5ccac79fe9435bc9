from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.management.people import national_people
from analytics.refresh.actions import correct
from analytics.refresh.actions.correct import UnableToCorrectError


class Command(BaseCommand):
    help = (
        "After mending wrong data: count a closed quarter anew, of the answers that it counts. "
        "Refused where anything of a group of one to nine people could be known from what changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="the quarter: 2026-Q3")
        parser.add_argument("--why", required=True, help="what was wrong: it stands on the page")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who corrects it")
        parser.add_argument(
            "--approved-by", required=True, metavar="EMAIL", help="who has looked at it: another"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by, approved_by = national_people(options["by"], options["approved_by"])
        try:
            correct.correct_quarter(
                period=options["period"], why=options["why"], approved_by=approved_by, by=by,
                at=timezone.now(),
            )  # fmt: skip
        except UnableToCorrectError as unable:
            raise CommandError(str(unable)) from unable
        self.stdout.write(_("Corrected %(period)s.") % {"period": options["period"]})
