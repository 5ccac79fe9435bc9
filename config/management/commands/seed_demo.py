"""Run it again after an interruption."""

from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from config.demo.plan import RESPONSES, SEED, WEEKS, Plan, plan_for
from config.demo.seeding import figures, generation, loading
from config.demo.seeding.second_process import SecondProcess

ACTOR = Actor.system("seed_demo")
# A small nation is ready before a second process starts.
LARGE = 5_000


class Command(BaseCommand):
    stealth_options = ("now", "other", "meanwhile")
    help = "Fill an empty database with the simulated nation: everyone in it is made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--responses", type=int, default=RESPONSES, metavar="N")
        parser.add_argument("--weeks", type=int, default=WEEKS, metavar="N")
        parser.add_argument("--seed", type=int, default=SEED, metavar="N")
        parser.add_argument(
            "--newest",
            type=int,
            metavar="N",
            help="fill figures of the newest N quarters, and leave the others to the worker",
        )

    def handle(
        self,
        *,
        responses: int,
        weeks: int,
        seed: int,
        newest: int | None,
        now: datetime | None = None,
        other: SecondProcess | None = None,
        meanwhile: Callable[[], object] | None = None,
        **options: Any,
    ) -> None:
        """`other` makes the nation. `meanwhile` runs once while the `newest` quarters are
        filled."""
        now = now or timezone.now()
        plan = plan_for(timezone.localdate(now), responses=responses, weeks=weeks, seed=seed)
        is_worth_it = plan.responses >= LARGE and loading.is_to_be_seeded()
        begun = generation.start_generation(plan, is_worth_it=is_worth_it)
        with nullcontext(other) if other else begun as other:
            done = self._load(plan, now, other)
            if newest is None:
                figures.raise_alerts(last_day=plan.last_day, by=ACTOR, at=now)
                filled = figures.fill(by=ACTOR, at=now, say=self.stderr.write)
            else:
                filled = figures.fill_newest(
                    newest=newest, last_day=plan.last_day, by=ACTOR, at=now,
                    say=self.stderr.write, other=other, meanwhile=meanwhile,
                )  # fmt: skip
        left = figures.enqueue_rest(at=now)
        if done:
            self.stdout.write(loading.summary_line(done))
        elif left or not filled:
            here = _("The simulated nation is here already: nothing was changed.")
            if left:
                here = _(
                    "The simulated nation is here already. Quarters still to fill: %(count)s"
                ) % {"count": left}
            self.stdout.write(here)

    def _load(
        self, plan: Plan, now: datetime, other: SecondProcess | None
    ) -> loading.SeedSummary | None:
        """None if it is loaded already."""
        if loading.is_seeded():
            return None
        try:
            return loading.load_nation(
                plan=plan, by=ACTOR, at=now, say=self.stderr.write, other=other
            )
        except loading.UnableToSeedError as error:
            raise CommandError(str(error)) from error
