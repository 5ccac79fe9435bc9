from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from access.continuity import holding
from access.destruction import clocks
from responses.data_protection.actions import retention
from responses.management.moments import HELP, moment

ACTOR = Actor.system("apply_retention")


class Command(BaseCommand):
    help = (
        "Destroy contacts 90 days after their wave closed, and messages and receipts of that age."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="TIME", help=HELP)

    def handle(self, *, at: str | None, **options: object) -> None:
        try:
            holding.refuse_while_held(at=timezone.now())
        except (holding.HeldError, holding.JournalError) as error:
            message = _("Nothing is destroyed while the database is held: %(reason)s")
            raise CommandError(message % {"reason": error}) from error
        now = moment(at, now=timezone.now())
        database_at = now if at else clocks.database_clock(machine_at=now)
        summary = retention.apply_retention_unless_stopped(
            by=ACTOR,
            at=now,
            database_at=database_at,
            uptime=None if at else clocks.uptime(),
        )
        if summary is None:
            raise CommandError(
                _("Stopped, and nothing is destroyed: see the page Background work.")
            )
        for line, count in (
            (_("Contacts destroyed: %(count)s"), summary.contacts),
            (_("Receipts destroyed: %(count)s"), summary.receipts),
            (_("Messages destroyed: %(count)s"), summary.messages),
            (_("Answers that no words take out any more: %(count)s"), summary.codes),
            (_("Sessions that are over: %(count)s"), summary.sessions),
            (_("Cases of more than seven years ago: %(count)s"), summary.cases),
        ):
            self.stdout.write(line % {"count": count})
