from collections.abc import Mapping
from functools import cache

from access.forces.reference_file import force_rows


@cache
def _codes_by_name() -> Mapping[str, str]:
    return {
        name.casefold(): row.code
        for row in force_rows()
        for name in (row.code, row.name, row.name_cy, row.ons_name, *row.aliases)
        if name
    }


def force_named(text: str) -> str:
    """ "" where none has the name."""
    return _codes_by_name().get(" ".join(text.split()).casefold(), "")


def may_be_force(text: str, code: str) -> bool:
    return force_named(text) in {"", code}
