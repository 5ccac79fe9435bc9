from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access import selectors
from access.actor import Actor
from access.continuity import holding


class Command(BaseCommand):
    help = "Note that somebody restored a copy elsewhere today, and that it held what it should."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who tried it")

    def handle(self, *, by: str, **options: object) -> None:
        user = selectors.user_by_email(by)
        if user is None:
            message = f"{by} has no account."
            raise CommandError(message)
        actor = Actor.user(user_id=user.pk, name=str(user))
        holding.note_restore_tried(by=actor, at=timezone.now())
        self.stdout.write("It is noted.")
