from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access import selectors
from access.actor import Actor
from access.api_keys import actions
from access.api_keys.scopes import KeyScope
from access.models import Force


class Command(BaseCommand):
    help = "Make an API key for a member of staff and print it, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="who answers for the key: it can do no more than they")
        parser.add_argument("--label", required=True, help="which system will use it")
        parser.add_argument("--purpose", default="", help="what the system does with it")
        parser.add_argument("--force", default="", help="the force that it is held to")
        parser.add_argument("--days", type=int, default=365, help="how long it lives, at most 366")
        parser.add_argument(
            "--scope", action="append", choices=list(KeyScope), help="one use; again for others"
        )

    def handle(self, *, email: str, scope: list[str] | None, **given: object) -> None:
        user = selectors.user_by_email(email)
        if user is None:
            message = f"{email} has no account, or it is switched off."
            raise CommandError(message)
        now = timezone.now()
        grant = actions.KeyGrant(
            label=str(given["label"]),
            purpose=str(given["purpose"]),
            force=_force(str(given["force"])),
            scopes=[KeyScope(each) for each in scope or KeyScope],
            expires_at=now + timedelta(days=int(str(given["days"]))),
        )
        by = Actor.system("create_api_key")
        try:
            _row, key = actions.make_key(user=user, grant=grant, by=by, at=now)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(key)
        self.stderr.write("Keep it now: only its hash is stored. Send it as Authorization: Bearer.")


def _force(code: str) -> Force | None:
    force = selectors.force_by_code(code) if code else None
    if code and force is None:
        message = f"There is no force {code}."
        raise CommandError(message)
    return force
