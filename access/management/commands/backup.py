from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from access.continuity import copies, holding


class Command(BaseCommand):
    help = "Write a copy of the database to a file that only its owner can read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="where to; must not exist")

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            copies.make(file)
        except (copies.CopyError, OSError) as error:
            raise CommandError(str(error)) from error
        holding.note_copy(by=Actor.system("backup"), at=timezone.now())
        self.stdout.write(
            _("Written to %(file)s: %(size)s bytes. Names and numbers in it are encrypted, answers "
              "are not: keep it as you keep the database, and apart from the keys.")
            % {"file": file, "size": f"{file.stat().st_size:,}"}
        )  # fmt: skip
