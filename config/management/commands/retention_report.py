"""The proof of forgetting, table by table. Ends with 1 where something was kept for too long."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from config import retention
from config.retention import Standing
from responses.management.moments import HELP, moment


class Command(BaseCommand):
    help = "Say of every table what is held, for how long, and what is held past its time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="TIME", help=HELP)

    def handle(self, *, at: str | None, **options: object) -> None:
        standings = retention.standings(moment(at, now=timezone.now()))
        self.stdout.write(_row(_("table"), _("held"), _("past its time"), _("classes"), _("kept")))
        for standing in standings:
            self.stdout.write(_standing(standing))
        late = [standing.table for standing in standings if standing.past_due]
        if late:
            message = _("Held past its time: %(tables)s. Run: manage.py apply_retention")
            raise CommandError(message % {"tables": ", ".join(late)})
        self.stdout.write(_("Nothing is held past its time."))


def _standing(standing: Standing) -> str:
    return _row(
        standing.table,
        f"{standing.held:,}",
        "–" if standing.past_due is None else f"{standing.past_due:,}",
        ", ".join(standing.classes),
        standing.kept,
    )


def _row(table: str, held: str, past_due: str, classes: str, kept: str) -> str:
    return f"{table:<28} {held:>10} {past_due:>14}  {classes:<34} {kept}"
