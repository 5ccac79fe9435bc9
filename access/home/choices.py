"""What the address of the home page may ask for, and what of it the page does not have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

LONGEST_TOLD = 40
FILE = "file"
"""A table or a picture of the page as a file, which whoever draws the page is not asked for: it is
read from the page (analytics/exports)."""


@dataclass(frozen=True, kw_only=True)
class HomeChoice:
    """One parameter and the codes it may have, each with its words. The first is the usual one.
    `refusal` says that there is no such one, with %(given)s in its place."""

    name: str
    options: Sequence[tuple[str, str | Promise]]
    refusal: str | Promise


@dataclass(frozen=True, kw_only=True)
class HomeRefusal:
    """What was asked for and is not there, in words, with links to what is."""

    heading: str
    options: Sequence[tuple[str, str]]


def chosen(choices: Sequence[HomeChoice], query: QueryDict) -> dict[str, str]:
    """By parameter what is asked for, or the usual where nothing is or where it is wrong."""
    return {each.name: _chosen(each, query) for each in choices}


def refusals(choices: Sequence[HomeChoice], query: QueryDict, *, address: str) -> list[HomeRefusal]:
    """Nothing is shown in the place of what an address asks for without a word."""
    known = {each.name: each for each in choices}
    right = {each.name for each in choices if _is_right(each, query)}
    kept = {name: query.getlist(name)[-1] for name in right if query.get(name)}
    return [
        _refusal(name, query.getlist(name)[-1], known.get(name), kept, address=address)
        for name in query
        if name not in right and name != FILE
    ]


def _chosen(choice: HomeChoice, query: QueryDict) -> str:
    asked = query.get(choice.name, "")
    codes = [code for code, _words in choice.options]
    return asked if asked in codes else codes[0]


def _is_right(choice: HomeChoice, query: QueryDict) -> bool:
    """One that is left empty asks for the usual; one that is said twice asks for nothing."""
    return query.getlist(choice.name) in ([""], [_chosen(choice, query)])


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
    """The beginning of what was asked for, with a space for each letter that cannot be seen."""
    seen = "".join(letter if letter.isprintable() else " " for letter in given[:LONGEST_TOLD])
    return seen.strip()
