from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access import actions, selectors
from access.actor import Actor
from access.models import Force


class Command(BaseCommand):
    help = (
        "Merge forces: those named end on a day, and another goes on from them with their history. "
        "It is one that is there, or with --name a new one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ending", nargs="+", metavar="CODE", help="forces that end")
        parser.add_argument("--into", required=True, metavar="CODE", help="the force that goes on")
        parser.add_argument("--name", default="", help="its name, where it is a new one")
        parser.add_argument("--name-cy", default="", help="its name in Welsh")
        parser.add_argument(
            "--on",
            required=True,
            type=date.fromisoformat,
            metavar="DATE",
            help="the first day on which they are one, such as 2027-04-01",
        )

        parser.add_argument(
            "--with-staff",
            action="store_true",
            help="staff of the forces that end become staff of the other, with the same roles",
        )

    def handle(
        self,
        *,
        ending: Sequence[str],
        into: str,
        name: str,
        name_cy: str,
        on: date,
        with_staff: bool,
        **options: object,
    ) -> None:
        try:
            successor = actions.merge_forces(
                predecessors=[self._force(code) for code in dict.fromkeys(ending)],
                into=into,
                name=name,
                name_cy=name_cy,
                on=on,
                with_staff=with_staff,
                by=Actor.system("merge_forces"),
                at=timezone.now(),
            )
        except actions.UnableToMergeForcesError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"From {on} {', '.join(ending)} are {successor.name} ({into}).")

    def _force(self, code: str) -> Force:
        force = selectors.force_by_code(code)
        if force is None:
            message = f"There is no force {code}."
            raise CommandError(message)
        return force
