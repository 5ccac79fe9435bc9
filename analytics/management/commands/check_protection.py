"""How much of a quarter, or of a year, is shown, by table; and whether any group is narrowed."""

from argparse import ArgumentParser
from time import process_time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics import words
from analytics.disclosure.years import is_year
from analytics.refresh.selectors import protection
from analytics.refresh.selectors.protection import TableShown


class Command(BaseCommand):
    help = (
        "Protect a quarter again as it stands: how much of it is shown, table by table, and "
        "whether anything of a small group would be known; or of a year that was added up how much "
        "it shows. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period", required=True, help="a quarter, 2026-Q3, or a year, 2025-26"
        )

    def handle(self, *, period: str, **options: Any) -> None:
        if is_year(period):
            self._tell_year(period)
            return
        began = process_time()
        found = protection.protect_again(period)
        if not found.tables:
            message = _("%(period)s has no figures.") % {"period": period}
            raise CommandError(message)
        for table in found.tables:
            self.stdout.write(_line(table))
        self.stdout.write(
            _(
                "%(groups)s small groups tested, %(narrowed)s narrowed; %(hidden)s places hidden "
                "by the gate; %(seconds)s s of the processor"
            )
            % {
                "groups": f"{found.groups:,}",
                "narrowed": found.narrowed,
                "hidden": found.hidden,
                "seconds": f"{process_time() - began:.0f}",
            }
        )

    def _tell_year(self, year: str) -> None:
        found = protection.shown_of_year(year)
        if not found:
            raise CommandError(_("%(period)s has no figures.") % {"period": year})
        for dimension, shown in found.items():
            self.stdout.write(
                _("%(table)s: %(places)s of places with ten people or more, %(answers)s of answers")
                % {
                    "table": words.dimension_name(dimension),
                    "places": words.percent(shown.places),
                    "answers": words.percent(shown.answers),
                }
            )


def _line(table: TableShown) -> str:
    return _(
        "%(table)s: %(places)s of places with ten people or more, %(answers)s of "
        "answers (before the gate %(places_before)s and %(answers_before)s)"
    ) % {
        "table": words.dimension_name(table.dimension),
        "places": words.percent(table.after.places),
        "answers": words.percent(table.after.answers),
        "places_before": words.percent(table.before.places),
        "answers_before": words.percent(table.before.answers),
    }
