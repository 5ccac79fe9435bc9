from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from analytics.alerts import actions as alerts_actions
from analytics.alerts.weekly_series import monday_of


class Command(BaseCommand):
    help = "Test every item of the nation and of each force for a change in the latest weeks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--week",
            type=date.fromisoformat,
            help="any day of the week to test; the last whole week if absent",
        )
        parser.add_argument(
            "--weeks", type=int, default=1, help="how many weeks to replay, ending with that one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        last_whole = timezone.localdate(now) - timedelta(days=7)
        week = options["week"] or last_whole
        if options["weeks"] < 1:
            raise CommandError(_("--weeks: nothing is replayed. Name one week or more."))
        if monday_of(week) > monday_of(last_whole):
            raise CommandError(
                _("--week: the week of %(day)s is not over. Name a day of %(last)s or before.")
                % {"day": week, "last": monday_of(last_whole) + timedelta(days=6)}
            )
        raised = alerts_actions.raise_alerts(
            week=week,
            weeks_before=options["weeks"] - 1,
            by=Actor.system("raise_alerts"),
            at=now,
        )
        for monday, found in raised.items():
            self.stdout.write(
                _("Week of %(monday)s: alerts %(count)s")
                % {"monday": monday, "count": f"{len(found):,}"}
            )
