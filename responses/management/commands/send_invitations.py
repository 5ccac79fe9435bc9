"""Receipts, look-ups, decisions, sending. Run it any number of times: nothing is sent twice."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from responses.eligibility.actions import decisions
from responses.interviewing.actions import opening
from responses.invitations import presenters
from responses.invitations import providers as invitations_providers
from responses.invitations.actions import look_up, queue, receipts, send
from responses.invitations.actions.send import SendSummary
from responses.management.moments import HELP, moment
from responses.sms.provider import ConfigurationError, Provider

ACTOR = Actor.system("send_invitations")


class Command(BaseCommand):
    help = "Decide who is asked and send what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="TIME", help=HELP)

    def handle(self, *, at: str | None, **options: object) -> None:
        started_at = moment(at, now=timezone.now())
        try:
            providers = invitations_providers.chosen_providers(
                is_simulated=access_selectors.is_simulated(), now=timezone.now
            )
        except ConfigurationError as error:
            raise CommandError(str(error)) from error
        processed = receipts.process_receipts(by=ACTOR, at=started_at)
        self._write(presenters.receipt_lines(processed))
        for provider in providers:
            looked_up = look_up.reconcile(provider=provider, by=ACTOR, at=started_at)
            self._write(presenters.look_up_lines(looked_up))
        self.stdout.write(_("Deciding who is to be asked …"))
        counts = decisions.decide_events(force_code=None, by=ACTOR, at=started_at)
        self._write(presenters.decision_lines(counts))
        opened = opening.open_calls(by=ACTOR, at=started_at)
        if opened:
            self.stdout.write(_("Put before interviewers: %(count)s") % {"count": opened})
        transport = settings.SMS_TRANSPORT
        spread = invitations_providers.SPREAD[transport]
        queued = queue.queue_invitations(
            transport=transport, spread=spread, by=ACTOR, at=started_at
        )
        self.stdout.write(_("Invitations put in the outbox: %(count)s") % {"count": queued})
        reminded = queue.queue_reminders(
            transport=transport, spread=spread, by=ACTOR, at=started_at
        )
        if reminded:
            self.stdout.write(_("Reminders put in the outbox: %(count)s") % {"count": reminded})
        now = (lambda: started_at) if at else timezone.now
        faults = [self._send(provider, now=now) for provider in providers]
        if any(faults):
            raise CommandError("; ".join(fault for fault in faults if fault))

    def _send(self, provider: Provider, *, now: Callable[[], datetime]) -> str:
        total = SendSummary()
        while True:
            sent = send.send_due(provider=provider, by=ACTOR, now=now)
            total = total.plus(sent)
            if sent.stopped_because or not sent.handled:
                break
        self._write(presenters.send_lines(total))
        return total.stopped_because if total.is_faulty else ""

    def _write(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)
