from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

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
