"""Answer a subject access request."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.data_protection.actions import subject_access
from responses.management.numbers import ask_for_number

ACTOR = Actor.system("subject_access")


class Command(BaseCommand):
    help = "Write all that is held by a mobile number to a file. The number is read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file; its owner alone can read it")

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            counts = subject_access.give_access(
                mobile=ask_for_number(), path=file, by=ACTOR, at=timezone.now()
            )
        except OSError as error:
            message = _("%(file)s cannot be written: give the name of a new file.")
            raise CommandError(message % {"file": file}) from error
        for name, count in counts.items():
            self.stdout.write(f"{count:>6}  {name}")
        self.stdout.write(
            _("Written to %(file)s. Hand it over safely, then destroy it.") % {"file": file}
        )
