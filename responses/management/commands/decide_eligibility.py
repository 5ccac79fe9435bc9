from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.eligibility.actions import decisions
from responses.invitations import presenters
from responses.management.moments import HELP, moment

ACTOR = Actor.system("decide_eligibility")


class Command(BaseCommand):
    help = "Decide who is to be asked, who is not, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", metavar="CODE", help="the cases of one force only")
        parser.add_argument("--at", metavar="TIME", help=HELP)

    def handle(self, *, force: str | None, at: str | None, **options: object) -> None:
        self.stdout.write(_("Deciding who is to be asked …"))
        counts = decisions.decide_events(
            force_code=force, by=ACTOR, at=moment(at, now=timezone.now())
        )
        for line in presenters.decision_lines(counts):
            self.stdout.write(line)
