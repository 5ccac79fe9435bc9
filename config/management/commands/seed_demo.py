"""Fills an empty database with the simulated nation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from config.demo import seeding
from config.demo.plan import RESPONSES, SEED, WEEKS, plan_for


class Command(BaseCommand):
    help = "Fill an empty database with the simulated nation: everyone in it is made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--responses", type=int, default=RESPONSES, metavar="N")
        parser.add_argument("--weeks", type=int, default=WEEKS, metavar="N")
        parser.add_argument("--seed", type=int, default=SEED, metavar="N")

    def handle(self, *, responses: int, weeks: int, seed: int, **options: Any) -> None:
        now = timezone.now()
        if seeding.is_seeded():
            self.stdout.write(_("The simulated nation is here already: nothing was changed."))
            return
        plan = plan_for(timezone.localdate(now), responses=responses, weeks=weeks, seed=seed)
        try:
            done = seeding.seed(
                plan=plan, by=Actor.system("seed_demo"), at=now, say=self.stderr.write
            )
        except seeding.UnableToSeedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _(
                "SIMULATED. Cases: %(cases)s, invitations: %(invitations)s, responses: "
                "%(responses)s, texts: %(texts)s, alerts: %(alerts)s"
            )
            % {name: f"{count:,}" for name, count in vars(done).items()}
        )
