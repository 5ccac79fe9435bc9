"""By key alone."""

from datetime import date

from responses.models.contacts import AnsweredNumber
from responses.vault import person_keys


def note(mobile: str, *, on: date) -> bool:
    """Returns whether it is the first time."""
    key = person_keys.person_key(mobile=mobile)
    return AnsweredNumber.objects.get_or_create(person_key=key, defaults={"answered_on": on})[1]
