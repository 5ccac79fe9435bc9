from argparse import ArgumentParser
from collections.abc import Mapping
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from analytics.refresh.actions import refill
from analytics.refresh.actions.refill import RefillSummary
from responses import extract


class Command(BaseCommand):
    help = "Fill weights, figures and coverage of the quarters that have not closed, one at a time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period", action="append", help="a quarter such as 2026-Q3; every quarter if absent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        periods = options["period"] or extract.periods()
        if not periods:
            self.stdout.write(_("No stage events yet: import cases first."))
        for number, period in enumerate(periods, start=1):
            began = monotonic()
            filled = refill.refill_cells(
                periods=[period], by=Actor.system("refill_figures"), at=timezone.now()
            )
            place = {"period": period, "number": number, "all": len(periods)}
            self.stdout.write(_line(filled, place, seconds=monotonic() - began))


def _line(filled: RefillSummary, place: Mapping[str, object], *, seconds: float) -> str:
    if filled.closed:
        return _("%(period)s (%(number)s of %(all)s): closed; came after it %(late)s") % {
            **place,
            "late": f"{filled.late:,}",
        }
    return _(
        "%(period)s (%(number)s of %(all)s): responses %(responses)s, counted %(counted)s, "
        "waiting for the closing %(waiting)s, came after it %(late)s, cells %(cells)s, hidden by "
        "the gate %(hidden)s, small groups unprotected %(exposed)s, %(seconds)s s"
    ) % {
        **place,
        "responses": f"{filled.responses:,}",
        "counted": f"{filled.counted:,}",
        "waiting": f"{filled.waiting:,}",
        "late": f"{filled.late:,}",
        "cells": f"{filled.cells:,}",
        "hidden": f"{filled.hidden:,}",
        "exposed": f"{filled.exposed:,}",
        "seconds": f"{seconds:.1f}",
    }
