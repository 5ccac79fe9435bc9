"""Counts without a name, a day or a key."""

from collections import Counter
from datetime import date

from django.db.models import TextField
from django.db.models.functions import Cast

from access.models import Force
from responses import extract_columns
from responses.cases.stages import days_of_period
from responses.extract_case_levels import UNKNOWN, outcome_group, support
from responses.extract_rows import NO_OUTCOME, SupportedCase
from responses.models import Case

OUTCOME_16 = '["16"]'
"""As it is stored: a suspect is named, and the victim does not support action."""


def supported_cases(period: str) -> Counter[SupportedCase]:
    """Reported in the quarter, with an outcome."""
    first, last = days_of_period(period)
    cases = Case.objects.filter(
        force__in=Force.objects.values("code"),
        reported_on__range=(first, last),
        is_business=False,
        is_victimless=False,
    )
    rows = cases.annotate(codes=Cast("outcome_codes", TextField())).values_list(
        "support_referral", extract_columns.KIND_OF_CASE, "risk_level",
        extract_columns.SEX_OF_CASE, "birth_year", "reported_on", "codes",
    )  # fmt: skip
    return Counter(
        SupportedCase(
            support(referral, ""), kind, risk or UNKNOWN, sex, _age_band(born, reported_on),
            codes == OUTCOME_16,
        )
        for referral, kind, risk, sex, born, reported_on, codes in rows.iterator(chunk_size=5000)
        if outcome_group(codes) not in {NO_OUTCOME, UNKNOWN}
    )  # fmt: skip


def _age_band(birth_year: int | None, reported_on: date) -> str:
    if birth_year is None:
        return UNKNOWN
    age = reported_on.year - birth_year
    return next((band for band, last in extract_columns.AGE_BANDS if age <= last), UNKNOWN)
