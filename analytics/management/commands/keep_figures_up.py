"""Apply changed answers to the cube, a batch at a time, until none is left."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from analytics.cube.actions import apply_changes


class Command(BaseCommand):
    help = "Take changed answers into the cube, as a worker does by the minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--batch",
            type=int,
            default=apply_changes.BATCH,
            help="how many changes one transaction takes in",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        done = apply_changes.apply_all(
            at_most=options["batch"], by=Actor.system("keep_figures_up"), at=timezone.now()
        )
        self.stdout.write(
            _(
                "Changes %(changes)s, responses added %(added)s, taken away %(taken)s, waiting "
                "for a rebuild %(waiting)s, %(seconds)s s"
            )
            % {
                "changes": f"{done.changes:,}",
                "added": f"{done.added:,}",
                "taken": f"{done.taken:,}",
                "waiting": f"{done.deferred:,}",
                "seconds": f"{monotonic() - began:.1f}",
            }
        )
