from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access import actions, selectors
from access.actor import Actor
from ui.languages import beside_english


class Command(BaseCommand):
    help = "Set the languages whose texts somebody reads and signs; none takes the role away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="such as cy, pl, ur")

    def handle(self, *, email: str, languages: list[str], **options: object) -> None:
        user = selectors.user_by_email(email)
        if user is None:
            message = f"{email} has no account that is switched on: make one with create_user."
            raise CommandError(message)
        if unknown := sorted(set(languages) - set(beside_english())):
            message = f"{', '.join(unknown)}: choose from {', '.join(beside_english())}."
            raise CommandError(message)
        actions.set_reader_languages(
            user=user,
            languages=sorted(set(languages)),
            by=Actor.system("reader_languages"),
            at=timezone.now(),
        )
        self.stdout.write(f"{user.email} reads {', '.join(languages) or 'no language'}.")
