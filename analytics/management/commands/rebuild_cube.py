"""Queue the rebuilding of the cube from the answers, for instance after check_figures has
failed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.background import task_queue
from responses import extract


class Command(BaseCommand):
    help = "Have the workers rebuild the cube from the answers; each force is a task of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period", action="append", help="a quarter such as 2026-Q3; every quarter if absent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        periods = options["period"] or extract.periods()
        for period in periods:
            task_queue.enqueue("analytics.tasks.rebuild_quarter", period, at=timezone.now())
        self.stdout.write(
            _("Quarters that the workers rebuild now: %(periods)s")
            % {"periods": ", ".join(periods)}
        )
