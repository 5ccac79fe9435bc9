from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from access.audit_chain import chaining, selectors


class Command(BaseCommand):
    help = (
        "Chain what waits, then compare every audit event with the chain, the chain with the "
        "sealed heads of its days, and these with the contact journal. Fails where anything was "
        "changed, deleted before its time or kept out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new", action="store_true",
            help="Only what was chained since the last nightly check, and a part of what is older.",
        )  # fmt: skip

    def handle(self, **options: object) -> None:
        now = timezone.now()
        before = selectors.TrailVerdict()
        selectors.check_end(before)
        chaining.chain(at=now)
        chaining.ship_end(at=now)
        verdict = selectors.verify_new(at=now) if options["new"] else selectors.verify(at=now)
        verdict.faults = list(dict.fromkeys([*before.faults, *verdict.faults]))
        for note in verdict.notes:
            self.stdout.write(note)
        if verdict.faults:
            message = "The audit trail does not hold:\n" + "\n".join(verdict.faults)
            raise CommandError(message)
        self.stdout.write(
            f"The audit trail holds: {verdict.links} links, {verdict.events} events, "
            f"{verdict.heads} sealed days."
        )
