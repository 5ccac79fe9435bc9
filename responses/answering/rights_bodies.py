import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

NAMED = frozenset({"prosecutors", "police_complaints", "ombudsman"})
"""The codes that the page names, each once in the file."""
NAME = "name_"
LANGUAGES = ("en", "cy")
"""Those in which a body has a name of its own. In others it is called by its English one."""


class RightsBodyError(ValueError):
    """The list is not valid."""


@dataclass(frozen=True)
class RightsBody:
    code: str
    name: Mapping[str, str]
    """Language to name, for each of LANGUAGES."""
    last_verified_on: date | None
    source: str
    """Source for what the body does, or "memory"."""

    def named_in(self, language: str) -> str:
        return self.name.get(language) or self.name["en"]


def parse_bodies(text: str) -> Mapping[str, RightsBody]:
    """The bodies by code. Raises RightsBodyError."""
    bodies = [_body(row, number) for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2)]
    codes = [body.code for body in bodies]
    if sorted(codes) != sorted(NAMED):
        message = f"{', '.join(sorted(codes))}: each of {', '.join(sorted(NAMED))} stands once"
        raise RightsBodyError(message)
    return {body.code: body for body in bodies}


def _body(row: Mapping[str, str], number: int) -> RightsBody:
    try:
        checked_on, source = row["last_verified_on"], row["source"]
        names = {language: row[NAME + language] for language in LANGUAGES}
        body = RightsBody(
            code=row["code"],
            name=names,
            last_verified_on=date.fromisoformat(checked_on) if checked_on else None,
            source=source,
        )
    except (KeyError, ValueError) as fault:
        message = f"line {number}: {fault}"
        raise RightsBodyError(message) from fault
    if not (source and all(names.values())):
        message = f"line {number}: a name or the source is missing"
        raise RightsBodyError(message)
    return body
