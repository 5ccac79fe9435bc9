"""Makes a key by which another system signs in as a member of staff."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access import actions, selectors
from access.actor import Actor


class Command(BaseCommand):
    help = "Make an API key for a member of staff and print it, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose permissions the key has")
        parser.add_argument("--label", required=True, help="which system will use it")

    def handle(self, *, email: str, label: str, **options: object) -> None:
        user = selectors.user_by_email(email)
        if user is None:
            message = f"{email} has no account, or it is switched off."
            raise CommandError(message)
        key = actions.create_api_key(
            user=user, label=label, by=Actor.system("create_api_key"), at=timezone.now()
        )
        self.stdout.write(key)
        self.stderr.write("Keep it now: only its hash is stored. Send it as Authorization: Bearer.")
