"""Changes a mapping profile by what somebody has picked on a page. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from responses.case_files.extracts.meanings import ONE, is_nought_alone
from responses.case_files.mapping_profile import FORMED_COLUMNS, Profile

Picks = Mapping[str, str]


def with_columns(profile: Profile, picks: Picks) -> Profile:
    """`picks` is the force's name of each column to ours, or "" for one that stays unread. Forms
    and codes of columns that are no longer mapped are dropped."""
    columns = {own: ours for own, ours in picks.items() if ours}
    mapped = set(columns.values())
    return replace(
        profile,
        columns=columns,
        ignored=frozenset(own for own, ours in picks.items() if not ours),
        date_forms=_kept(profile.date_forms, mapped),
        values={name: codes for name, codes in profile.values.items() if name in mapped},
    )


def with_form(profile: Profile, column: str, form: str) -> Profile:
    """The form of the dates of one of our columns; "" for none."""
    given = {column: form} if form else {}
    return replace(profile, date_forms=_without(profile.date_forms, column) | given)


def with_code(profile: Profile, column: str, own: str, ours: str | None) -> Profile:
    """What a value of the force stands for in one of our columns; None where nobody has said.
    Whoever says that 0 is no says that 1 is yes, which an example may lack."""
    codes = _without(profile.values.get(column, {}), own)
    if ours is not None and ours != own:
        codes[own] = ours
        if is_nought_alone(codes, column, own):
            codes.setdefault(ONE, "yes")
    return replace(profile, values={**profile.values, column: codes})


def formed_columns(profile: Profile) -> Picks:
    """The force's name to ours of each column that holds dates."""
    return {own: ours for own, ours in profile.columns.items() if ours in FORMED_COLUMNS}


def _kept(some: Picks, names: set[str]) -> dict[str, str]:
    return {name: value for name, value in some.items() if name in names}


def _without(some: Picks, name: str) -> dict[str, str]:
    return {each: value for each, value in some.items() if each != name}
