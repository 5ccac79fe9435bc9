from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access import selectors
from access.actor import Actor
from access.sign_in import actions as sign_in_actions


class Command(BaseCommand):
    help = "Switch the account of a member of staff off when they leave, or on when they return."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--off", action="store_true")
        way.add_argument("--on", action="store_true")
        way.add_argument("--sign-out", action="store_true", help="in every browser")

    def handle(self, *, email: str, on: bool, sign_out: bool, **options: object) -> None:
        user = selectors.account_by_email(email)
        if user is None:
            message = f"{email} has no account."
            raise CommandError(message)
        by, now = Actor.system("switch_account"), timezone.now()
        if sign_out:
            sign_in_actions.end_sessions(user=user, by=by, at=now)
            self.stdout.write(f"{email} is signed out everywhere.")
            return
        switch = sign_in_actions.switch_on if on else sign_in_actions.switch_off
        switch(user=user, by=by, at=now)
        self.stdout.write(f"{email} is switched {'on' if on else 'off'}.")
