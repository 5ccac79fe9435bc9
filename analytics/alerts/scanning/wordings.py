"""When the words of a question changed, as the weekly series see it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A question that was worded anew: the day on which the new words began, and the code that the
    question had before. A changed wording has a code of its own (survey.publishing.series)."""

    began: date
    replaced: str


Wordings = Mapping[str, Wording]
"""By item, those that replaced another."""
