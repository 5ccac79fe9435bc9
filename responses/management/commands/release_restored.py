from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from responses.continuity import actions, presenters
from responses.invitations import providers
from responses.sms.provider import ConfigurationError


class Command(BaseCommand):
    help = "Look up and replay what happened since a restored copy was made, and end its hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", metavar="EMAIL", required=True, help="who answers for it")
        parser.add_argument(
            "--lost-journal",
            action="store_true",
            help="the journal is lost for good: begin another",
        )

    def handle(self, *, by: str, lost_journal: bool, **options: object) -> None:
        user = access_selectors.user_by_email(by)
        if user is None:
            message = _("Nobody has an account with the address %(address)s.")
            raise CommandError(message % {"address": by})
        now = timezone.now()
        try:
            chosen = providers.chosen_providers(
                is_simulated=access_selectors.is_simulated(), now=timezone.now
            )
            found = actions.release(
                providers=chosen,
                by=Actor.user(user_id=user.pk, name=user.name),
                at=now,
                has_lost_journal=lost_journal,
            )
        except (ConfigurationError, actions.ReleaseError, OSError) as error:
            raise CommandError(str(error)) from error
        for line in presenters.release_lines(found):
            self.stdout.write(line)
