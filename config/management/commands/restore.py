"""The database is then held until release_restored (docs/runbooks/restore.md). Every other process
must have ended."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from access.continuity import copies, holding
from config.database_roles import sql

ACTOR = Actor.system("restore")


class Command(BaseCommand):
    help = "Put a copy in place of the database, and hold it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="made by manage.py backup")
        parser.add_argument(
            "--over", metavar="NAME", default="",
            help="the name of the database whose data is replaced; not needed for an empty one",
        )  # fmt: skip

        parser.add_argument(
            "--to-try", action="store_true",
            help="the copy is tried while the service runs elsewhere: it gets a journal of its own",
        )  # fmt: skip

    def handle(self, *, file: Path, over: str, to_try: bool, **options: object) -> None:
        name = copies.database_name()
        if not copies.is_empty() and over != name:
            message = _("The database has data. To replace it, write: --over %(name)s")
            raise CommandError(message % {"name": name})
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for statement in sql.missing_roles():
                    cursor.execute(statement)
        try:
            copies.load(file)
        except copies.CopyError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        if to_try:
            holding.start_trial_journal()
        holding.hold(holding.Reason.RESTORED, by=ACTOR, at=timezone.now())
        self.stdout.write(
            _("Restored, and held: nothing is sent or destroyed. Every session has ended. Look up "
              "and replay what happened since with: manage.py release_restored --by EMAIL")
        )  # fmt: skip
