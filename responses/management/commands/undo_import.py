"""Undo an import."""

from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.imports.actions import undo
from responses.imports.presenters import faults
from responses.imports.presenters import imports as presenters
from responses.imports.selectors import undo as selectors
from responses.models import Import

REFUSED = 2


class Command(BaseCommand):
    help = (
        "Undo an import: cases it created go, cases it amended are as they were. Cases from which "
        "something was sent since stay. Without a number, lists the imports that can be undone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=int, metavar="NUMBER")

    def handle(self, *, number: int | None, **options: object) -> None:
        now = timezone.now()
        if number is None:
            for import_batch in selectors.undoable_imports(at=now):
                self.stdout.write(presenters.import_line(import_batch))
            return
        try:
            summary = undo.undo_import(
                import_batch_id=number, by=Actor.system("undo_import"), at=now
            )
        except Import.DoesNotExist as error:
            message = _("There is no import %(number)s.") % {"number": number}
            raise CommandError(message, returncode=REFUSED) from error
        except undo.UnableToUndoError as error:
            raise CommandError(
                presenters.refusal_message(error.reason), returncode=REFUSED
            ) from error
        for line in faults.summary_lines(asdict(summary)):
            self.stdout.write(line)
