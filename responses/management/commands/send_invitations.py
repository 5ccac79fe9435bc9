"""The daily job: take in receipts, ask after those that did not come, decide who is asked, and
send what is due. Run it as often as wished: nothing is sent twice."""

from argparse import ArgumentParser
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from responses.actions import invitations, outbox, receipts, reconciliation
from responses.actions.outbox import SendSummary
from responses.management.moments import HELP, moment
from responses.presenters import sending as presenters
from responses.sms import transports
from responses.sms.provider import ConfigurationError, Provider

ACTOR = Actor.system("send_invitations")


class Command(BaseCommand):
    help = "Decide who is asked and send what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="TIME", help=HELP)

    def handle(self, *, at: str | None, **options: object) -> None:
        started_at = moment(at, now=timezone.now())
        try:
            provider = transports.chosen_provider(
                is_simulated=access_selectors.is_simulated(), now=timezone.now
            )
        except ConfigurationError as error:
            raise CommandError(str(error)) from error
        news = receipts.process_receipts(by=ACTOR, at=started_at)
        self._write(presenters.receipt_lines(news))
        told = reconciliation.reconcile(provider=provider, by=ACTOR, at=started_at)
        self._write(presenters.look_up_lines(told))
        self.stdout.write(_("Deciding who is to be asked …"))
        counts = invitations.decide_events(force_code=None, by=ACTOR, at=started_at)
        self._write(presenters.decision_lines(counts))
        queued = invitations.queue_invitations(
            transport=provider.transport,
            spread=transports.SPREAD[provider.transport],
            by=ACTOR,
            at=started_at,
        )
        self.stdout.write(_("Invitations put in the outbox: %(count)s") % {"count": queued})
        self._send(provider, given=started_at if at else None)

    def _send(self, provider: Provider, *, given: datetime | None) -> None:
        """One batch after another, each at the time it is by then, until nothing is due."""
        total = SendSummary()
        while True:
            sent = outbox.send_due(provider=provider, by=ACTOR, at=given or timezone.now())
            total = total.plus(sent)
            if sent.stopped_because or not sent.handled:
                break
        self._write(presenters.send_lines(total))
        if total.is_faulty:
            raise CommandError(total.stopped_because)

    def _write(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)
