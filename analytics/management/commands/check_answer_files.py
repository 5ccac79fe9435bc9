from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics.refresh import answers_counted
from analytics.refresh.answers_counted import CountedFiles


class Command(BaseCommand):
    help = (
        "Hold each file of answers against its checksum, count the closed quarters again from "
        "their files, and hold what comes out against the figures that are stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", help="a quarter, such as 2026-Q3; without it, all")

    def handle(self, *args: Any, period: str | None, **options: Any) -> None:
        wrong = []
        for found in answers_counted.count_again([period] if period else None):
            self.stdout.write(_line(found))
            if not found.is_whole or found.differing:
                wrong.append(found.period)
        if wrong:
            message = _("Not as the figures are: %(quarters)s") % {"quarters": ", ".join(wrong)}
            raise CommandError(message)


def _line(found: CountedFiles) -> str:
    parts = {
        "period": found.period,
        "files": found.files,
        "rows": f"{found.rows:,}",
        "answers": f"{found.answers:,}",
        "cells": f"{found.cells:,}",
        "differing": f"{found.differing:,}",
        "left": f"{found.left:,}",
    }
    if not found.is_whole:
        return (
            _("%(period)s: files are missing, broken or behind; the next night makes them") % parts
        )
    return (
        _(
            "%(period)s: %(files)s files, %(rows)s responses, %(answers)s answers; %(cells)s cells "
            "counted, %(differing)s unlike the figures, %(left)s of whom some have left"
        )
        % parts
    )
