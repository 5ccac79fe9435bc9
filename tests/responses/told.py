"""What is held about the person of a number, for tests that look at what it has of them."""

from collections.abc import Mapping
from typing import Any

from responses.data_protection.selectors.subject_access import ShownPerson, held_about
from responses.models import Case
from responses.vault import contacts


def told_about(mobile: str) -> Mapping[str, Any]:
    year = Case.objects.filter(pk__in=contacts.cases_of_number(mobile)).earliest("pk").birth_year
    return held_about(mobile, by=ShownPerson(birth_year=year or 0, is_vouched_for=True))
