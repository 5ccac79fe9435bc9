"""Exits with 1 where anything was kept for too long."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from config import privacy
from responses.management.moments import HELP, moment


class Command(BaseCommand):
    help = "Say of every table what is held, for how long, and what is held past its time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="TIME", help=HELP)

    def handle(self, *, at: str | None, **options: object) -> None:
        tables = privacy.retention_by_table(moment(at, now=timezone.now()))
        self.stdout.write(_row(_("table"), _("held"), _("past its time"), _("classes"), _("kept")))
        for table in tables:
            self.stdout.write(
                _row(
                    table.table,
                    f"{table.held:,}",
                    "–" if table.past_due is None else f"{table.past_due:,}",
                    ", ".join(table.classes),
                    table.kept,
                )
            )
        for stop in privacy.list_stops():
            self.stdout.write(_("Stopped: %(stop)s") % {"stop": stop})
        late = [table.table for table in tables if table.past_due]
        if late:
            message = _("Held past its time: %(tables)s. Run: manage.py apply_retention")
            raise CommandError(message % {"tables": ", ".join(late)})
        self.stdout.write(_("Nothing is held past its time."))


def _row(table: str, held: str, past_due: str, classes: str, kept: str) -> str:
    return f"{table:<28} {held:>10} {past_due:>14}  {classes:<34} {kept}"
