from argparse import ArgumentParser
from time import process_time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics import words
from analytics.disclosure import years
from analytics.refresh.selectors import progress, protection
from analytics.refresh.selectors.protection import ProtectedAgain, TableShown

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter


class Command(BaseCommand):
    help = (
        "Protect a quarter again as it stands: how much of it is shown, table by table, and "
        "whether anything of a small group would be known; or of a year that was added up how much "
        "it shows, and with --again what judging it takes. With --public what a release of it "
        "would show. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period", required=True, help="a quarter, 2026-Q3, or a year, 2025-26"
        )
        parser.add_argument(
            "--again", action="store_true", help="judge a year again too, which takes minutes"
        )
        parser.add_argument(
            "--public",
            action="store_true",
            help="as the public would see it; of a year its quarters too, which takes many minutes",
        )

    def handle(self, *, period: str, again: bool, public: bool, **options: Any) -> None:
        self._began = process_time()
        if not progress.filled().issuperset(years.quarters_of(period)):
            raise CommandError(_("%(period)s has no figures.") % {"period": period})
        if public:
            self._tell_public(period)
        elif years.is_year(period):
            self._tell_year(period, again=again)
        else:
            found = protection.protect_again(period)
            if not found.tables:
                raise CommandError(_("%(period)s has no figures.") % {"period": period})
            for table in found.tables:
                self.stdout.write(_line(table))
            self._tell_gate(found)

    def _tell_year(self, year: str, *, again: bool) -> None:
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
        if again:
            self._tell_gate(protection.protect_year_again(year))

    def _tell_public(self, period: str) -> None:
        # Other commands do not need linear programming.
        from analytics.disclosure.cross_release import public_years
        from analytics.releases.selectors import drafts

        last = years.quarters_of(period)[-1]
        for each in drafts.protect_for_public(last):
            is_quarter = each.protected.is_national
            self.stdout.write(f"{each.name if is_quarter else years.year_of(last)}:")
            for dimension, kept in public_years.places_kept(each.protected).items():
                self.stdout.write(
                    _("%(table)s: %(shown)s of %(places)s places stay")
                    % {
                        "table": words.dimension_name(dimension),
                        "shown": f"{kept.shown:,}",
                        "places": f"{kept.places:,}",
                    }
                )
            self._tell_gate(each.protected)

    def _tell_gate(self, found: "ProtectedAgain | ProtectedQuarter") -> None:
        took, self._began = process_time() - self._began, process_time()
        self.stdout.write(
            _(
                "%(groups)s small groups tested, %(narrowed)s narrowed; %(hidden)s places hidden "
                "by the gate; %(seconds)s s of the processor"
            )
            % {
                "groups": f"{found.groups:,}",
                "narrowed": found.narrowed,
                "hidden": found.hidden,
                "seconds": f"{took:.0f}",
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
