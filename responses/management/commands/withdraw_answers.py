from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.actor import Actor
from responses.answering.actions import withdrawals
from responses.management.numbers import ask_for_number

ACTOR = Actor.system("withdraw_answers")


class Command(BaseCommand):
    help = "Take out what was answered by texts to a mobile number. The number is read."

    def handle(self, **options: object) -> None:
        count = withdrawals.withdraw_by_number(mobile=ask_for_number(), by=ACTOR, at=timezone.now())
        if not count:
            self.stdout.write(
                _("No answers are held by that number: there were none, or its time is over.")
            )
            return
        said = ngettext(
            "%(count)s response was taken out.", "%(count)s responses were taken out.", count
        )
        self.stdout.write(said % {"count": count})
