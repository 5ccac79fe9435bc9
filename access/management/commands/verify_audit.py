"""Says whether the audit trail is as it was written."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.audit_chain import chaining, selectors


class Command(BaseCommand):
    help = (
        "Chain what waits, then compare every audit event with the chain, the chain with the "
        "sealed heads of its days, and these with the contact journal. Fails where anything was "
        "changed, deleted before its time or kept out."
    )

    def handle(self, **options: object) -> None:
        now = timezone.now()
        chaining.chain(at=now)
        verdict = selectors.verify(at=now)
        for note in verdict.notes:
            self.stdout.write(note)
        if verdict.faults:
            message = "The audit trail does not hold:\n" + "\n".join(verdict.faults)
            raise CommandError(message)
        self.stdout.write(
            f"The audit trail holds: {verdict.links} links, {verdict.events} events, "
            f"{verdict.heads} sealed days."
        )
