from collections.abc import Mapping
from dataclasses import replace

from responses.case_files.extracts.meanings import ONE, is_nought_alone
from responses.case_files.mapping_profile import FORMED_COLUMNS, Profile

Picks = Mapping[str, str]


def with_columns(profile: Profile, picks: Picks) -> Profile:
    """`picks` maps the force's column names to ours, or to "" for unread."""
    columns = {own: ours for own, ours in picks.items() if ours}
    mapped = set(columns.values())
    return replace(
        profile,
        columns=columns,
        ignored=frozenset(own for own, ours in picks.items() if not ours),
        date_forms={name: value for name, value in profile.date_forms.items() if name in mapped},
        values={name: codes for name, codes in profile.values.items() if name in mapped},
    )


def with_form(profile: Profile, column: str, form: str) -> Profile:
    given = {column: form} if form else {}
    return replace(profile, date_forms=_without(profile.date_forms, column) | given)


def with_code(profile: Profile, column: str, own: str, ours: str | None) -> Profile:
    codes = _without(profile.values.get(column, {}), own)
    if ours is not None and ours != own:
        codes[own] = ours
        if is_nought_alone(codes, column, own):
            codes.setdefault(ONE, "yes")
    return replace(profile, values={**profile.values, column: codes})


def formed_columns(profile: Profile) -> Picks:
    return {own: ours for own, ours in profile.columns.items() if ours in FORMED_COLUMNS}


def _without(some: Picks, name: str) -> dict[str, str]:
    return {each: value for each, value in some.items() if each != name}
