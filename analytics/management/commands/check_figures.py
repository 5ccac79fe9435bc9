"""Recount part of the cube from the answers; any difference is an error."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from analytics.cube.actions import recount


class Command(BaseCommand):
    help = "Recount a random 1 % of the cube's cells from the answers. A worker does so nightly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every cell, not 1 %% of them")
        parser.add_argument("--seed", type=int, help="draw what this seed drew before")

    def handle(self, *args: Any, **options: Any) -> None:
        seed = secrets.randbelow(2**31) if options["seed"] is None else options["seed"]
        checked = recount.check_cells(
            seed=seed,
            share=1.0 if options["all"] else recount.SHARE,
            by=Actor.system("check_figures"),
            at=timezone.now(),
        )
        if checked.drifted:
            raise CommandError(
                _(
                    "%(count)s of %(cells)s cells are not what the answers give "
                    "(seed %(seed)s): %(named)s"
                )
                % {
                    "count": len(checked.drifted),
                    "cells": checked.cells,
                    "seed": seed,
                    "named": "; ".join(checked.drifted[: recount.MOST_NAMED]),
                }
            )
        self.stdout.write(
            _("%(cells)s of %(of)s cells are what the answers give (seed %(seed)s).")
            % {"cells": f"{checked.cells:,}", "of": f"{checked.of:,}", "seed": seed}
        )
