from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from survey import selectors
from survey.definition import differences
from survey.definition.types import Instrument
from survey.designer import difference_presenters
from survey.designer.condition_presenters import ConditionWords
from survey.designer.difference_presenters import ChangeWords


class Command(BaseCommand):
    help = "List what changed from one published version or draft of an instrument to another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("before", type=int, metavar="VERSION")
        parser.add_argument("after", type=int, metavar="VERSION")

    def handle(self, *, code: str, before: int, after: int, **options: Any) -> None:
        one, other = _instrument(code, before), _instrument(code, after)
        found = difference_presenters.changes_by_place(
            differences.between(one, other), before=one, after=other, language="en"
        )
        for place in found:
            self.stdout.write(place.code or _("The whole"))
            for change in place.changes:
                for line in _lines(change):
                    self.stdout.write(f"  {line}")
        if not found:
            self.stdout.write(_("Nothing changed."))


def _instrument(code: str, version: int) -> Instrument:
    """Else the draft. Raises CommandError."""
    try:
        return selectors.instrument(selectors.published(code, version))
    except selectors.NoSuchInstrumentError:
        pass
    try:
        return selectors.draft_instrument(selectors.draft(code, version))
    except selectors.NoSuchInstrumentError as error:
        message = f"There is no version {version} of {code}, published or draft."
        raise CommandError(message) from error


def _lines(change: ChangeWords) -> Iterator[str]:
    yield change.sentence
    yield from (
        f"- {line}" for line in (change.before, *_condition_lines(change.condition_before)) if line
    )
    yield from (
        f"+ {line}" for line in (change.after, *_condition_lines(change.condition_after)) if line
    )


def _condition_lines(condition: ConditionWords | None, depth: int = 0) -> Iterator[str]:
    if condition is not None:
        yield "  " * depth + condition.text
        for part in condition.parts:
            yield from _condition_lines(part, depth + 1)
