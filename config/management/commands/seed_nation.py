from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from config.demo.assumptions import TODAY, WILLINGNESS
from config.demo.plan import FULL_RESPONSES, FULL_SEED, WEEKS, full_size_plan_for
from config.demo.seeding import figures, generation, loading

ACTOR = Actor.system("seed_nation")


class Command(BaseCommand):
    stealth_options = ("now",)
    help = "Fill an empty database with a simulated nation of full size: everyone in it is made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--responses", type=int, default=FULL_RESPONSES, metavar="N",
            help="where people answer as today",
        )  # fmt: skip
        parser.add_argument("--weeks", type=int, default=WEEKS, metavar="N")
        parser.add_argument("--seed", type=int, default=FULL_SEED, metavar="N")
        parser.add_argument(
            "--response", choices=sorted(WILLINGNESS), default=TODAY.name,
            help="how people answer: two in five as today, or one in ten, the content sooner",
        )  # fmt: skip
        parser.add_argument(
            "--newest", type=int, default=0, metavar="N",
            help="fill figures of the newest N quarters, and leave the others to the worker",
        )  # fmt: skip

    def handle(
        self,
        *,
        responses: int,
        weeks: int,
        seed: int,
        response: str,
        newest: int,
        now: datetime | None = None,
        **options: Any,
    ) -> None:
        if loading.is_seeded():
            raise CommandError(
                _("This database has a simulated nation already: name another file.")
            )
        now = now or timezone.now()
        plan = full_size_plan_for(
            timezone.localdate(now), responses=responses, weeks=weeks, seed=seed,
            response=WILLINGNESS[response],
        )  # fmt: skip
        try:
            with generation.start_generation(plan, is_worth_it=True) as other:
                done = loading.load_nation(
                    plan=plan, by=ACTOR, at=now, say=self.stderr.write, other=other
                )
        except loading.UnableToSeedError as error:
            raise CommandError(str(error)) from error
        figures.fill(by=ACTOR, at=now, say=self.stderr.write, newest=newest)
        figures.enqueue_rest(at=now)
        self.stdout.write(loading.summary_line(done))
