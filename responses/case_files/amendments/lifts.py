"""The changes of a stored case that would make its person more contactable. Pure: no Django, no
database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Plain = str | int | bool | None
"""A value as JSON holds it."""


class LiftKind(StrEnum):
    """What a row of a case file would lift. Each waits for a second person (decision 48)."""

    EXCLUSION = "exclusion"
    OUT_OF_SCOPE = "out_of_scope"
    """The person died, is a business or an officer on duty; the case has no victim, or no days."""
    FLAG = "flag"
    RISK = "risk"
    CRIME = "crime"
    AGE = "age"
    ROLE = "role"
    LANGUAGE = "language"
    """A language other than English or Welsh, in which the survey may not be offered."""
    NUMBER = "number"
    """The number or address, with what the same row says of it."""
    SAFE_CONTACT = "safe_contact"


CONTACT_KINDS = frozenset({LiftKind.NUMBER, LiftKind.SAFE_CONTACT})
"""Changes whose values only the vault holds."""


@dataclass(frozen=True)
class Lift:
    """A change that waits: what stands, and what the row says, by attribute of the case."""

    kind: LiftKind
    before: Mapping[str, Plain]
    after: Mapping[str, Plain]
