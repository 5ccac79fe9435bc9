from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.invitations.actions import sending_pause
from responses.invitations.selectors import outbox

ACTOR = Actor.system("hold_sending")


class Command(BaseCommand):
    help = "Stop all sending and calling, or let both go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", action="store_true", help="let sending go on")

    def handle(self, *, release: bool, **options: object) -> None:
        lines, at = outbox.all_transports(settings.SMS_TRANSPORT), timezone.now()
        if release:
            self._release(lines, at)
            return
        for line in lines:
            sending_pause.pause_by_hand(transport=line, by=ACTOR, at=at)
        self.stdout.write(_("Sending is stopped. Let it go on with --release."))

    def _release(self, lines: Sequence[str], at: datetime) -> None:
        released = [sending_pause.end_pause(transport=line, by=ACTOR, at=at) for line in lines]
        said = _("Sending goes on.") if any(released) else _("Sending was not stopped.")
        self.stdout.write(said)
