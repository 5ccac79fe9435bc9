from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from responses.invitations.actions import set_aside
from responses.invitations.selectors import outbox
from responses.sms.delivery_states import SetAsideReason

ACTOR = Actor.system("set_aside_messages")
ALL = "all"


class Command(BaseCommand):
    help = (
        "Count the messages that were set aside, by reason. With --again, have those of one "
        "reason, or all, tried again once the cause is mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        reasons = [ALL, *(reason.value for reason in SetAsideReason)]
        parser.add_argument("--again", choices=reasons, metavar="REASON", help=", ".join(reasons))

    def handle(self, *, again: str | None, **options: object) -> None:
        if again:
            self._try_again(again)
            return
        counts = outbox.set_aside_by_reason()
        for reason, count in counts.items():
            self.stdout.write(f"{count:>8,}  {reason}")
        if not counts:
            self.stdout.write(_("No message is set aside."))

    def _try_again(self, again: str) -> None:
        reason = None if again == ALL else SetAsideReason(again)
        count = set_aside.try_again(reason=reason, by=ACTOR, at=timezone.now())
        self.stdout.write(_("Messages that are due again: %(count)s") % {"count": count})
