from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from access.permissions import Permission
from access.viewer import Viewer

LONGEST_TOLD = 40
FILE = "file"
"""Part of the page as a file (analytics/exports)."""


@dataclass(frozen=True, kw_only=True)
class HomeChoice:
    name: str
    options: Sequence[tuple[str, str | Promise]]
    refusal: str | Promise


@dataclass(frozen=True, kw_only=True)
class HomeRefusal:
    heading: str
    options: Sequence[tuple[str, str]]


def choose_options(choices: Sequence[HomeChoice], query: QueryDict) -> dict[str, str]:
    """The default where missing or wrong."""
    return {each.name: _choose_one(each, query) for each in choices}


def refusals(choices: Sequence[HomeChoice], query: QueryDict, *, address: str) -> list[HomeRefusal]:
    known = {each.name: each for each in choices}
    right = {
        each.name
        for each in choices
        if (query.getlist(each.name) in ([""], [_choose_one(each, query)]))
    }
    kept = {name: query.getlist(name)[-1] for name in right if query.get(name)}
    return [
        _refusal(name, query.getlist(name)[-1], known.get(name), kept, address=address)
        for name in query
        if name not in right and name != FILE
    ]


def _choose_one(choice: HomeChoice, query: QueryDict) -> str:
    asked = query.get(choice.name, "")
    codes = [code for code, _words in choice.options]
    return asked if asked in codes else codes[0]


def _refusal(
    name: str, given: str, choice: HomeChoice | None, kept: Mapping[str, str], *, address: str
) -> HomeRefusal:
    if choice is None:
        told = _("This page cannot be asked for “%(name)s”") % {"name": _repeated(name)}
        return HomeRefusal(heading=told, options=[])
    return HomeRefusal(
        heading=str(choice.refusal) % {"given": _repeated(given)},
        options=[
            (f"{address}?{urlencode({**kept, name: code})}", str(words))
            for code, words in choice.options
        ],
    )


def _repeated(given: str) -> str:
    seen = "".join(letter if letter.isprintable() else " " for letter in given[:LONGEST_TOLD])
    return seen.strip()


Asked = Mapping[str, str]


def _no_choices(_viewer: Viewer) -> Sequence[HomeChoice]:
    return ()


@dataclass(frozen=True, kw_only=True)
class HomePart:
    """`context` may return None, which hides the part."""

    permissions: tuple[Permission, ...]
    template: str
    context: Callable[[Viewer, datetime, Asked], Mapping[str, object] | None]
    choices: Callable[[Viewer], Sequence[HomeChoice]] = _no_choices


@cache
def parts() -> tuple[HomePart, ...]:
    return tuple(import_string(path) for path in settings.HOME_PARTS)


def shown_to(viewer: Viewer) -> Iterator[tuple[HomePart, Viewer]]:
    for part in parts():
        held = next((each for each in part.permissions if viewer.may(each)), None)
        if held is not None:
            yield part, viewer.with_permission(held)


FOUR_WEEKS = timedelta(weeks=4)


class SinceWhen(StrEnum):
    MONDAY = "monday"
    FOUR_WEEKS = "four-weeks"
    QUARTER = "quarter"

    def moment(self, at: datetime) -> datetime:
        now = localtime(at)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        if self is SinceWhen.QUARTER:
            return midnight.replace(month=(now.month - 1) // 3 * 3 + 1, day=1)
        back = timedelta(days=now.weekday()) if self is SinceWhen.MONDAY else FOUR_WEEKS
        return midnight - back


@dataclass(frozen=True, kw_only=True)
class HomeCount:
    name: str
    permissions: tuple[Permission, ...]
    rows: Callable[[Viewer, datetime], QuerySet[Any]]
    says: Callable[[int], str]
    route: str = ""
    smallest: int = 1
    says_few: Callable[[], str] | None = None


@cache
def counts() -> tuple[HomeCount, ...]:
    return tuple(import_string(path) for path in settings.HOME_COUNTS)
