from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.invitations.actions import opt_outs
from responses.management.numbers import ask_for_number

ACTOR = Actor.system("stop_contact")


class Command(BaseCommand):
    help = "Never contact a mobile number again, in any force. The number is read, not an argument."

    def handle(self, **options: object) -> None:
        opt_outs.opt_out_number(
            mobile=ask_for_number(), channel="desk", by=ACTOR, at=timezone.now()
        )
        self.stdout.write(_("The number will not be contacted again, by any force."))
