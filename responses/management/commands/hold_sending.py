"""Stop every sender at once, or let them go on: the first thing to do about a wrong text."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.actions import sending_line

ACTOR = Actor.system("hold_sending")


class Command(BaseCommand):
    help = "Stop all sending, or let it go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", action="store_true", help="let sending go on")

    def handle(self, *, release: bool, **options: object) -> None:
        transport, at = settings.SMS_TRANSPORT, timezone.now()
        if not release:
            sending_line.hold(transport=transport, by=ACTOR, at=at)
            self.stdout.write(_("Sending is stopped. Let it go on with --release."))
        elif sending_line.release(transport=transport, by=ACTOR, at=at):
            self.stdout.write(_("Sending goes on."))
        else:
            self.stdout.write(_("Sending was not stopped."))
