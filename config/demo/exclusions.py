"""Exclusions by hand in the simulated nation: a second person looked at nearly all within days. A
few of the last weeks wait."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.models import User
from config.demo.plan import SEED
from responses.models import Case, ExclusionRuling
from responses.vault.sending_hours import PLACE

RULED_BY = "national.lead@example.org"
SOON, LATE = (2, 13), (14, 33)
"""Days until somebody looked, the last not among them."""
ONE_LATE_IN = 8
AT_TEN = time(10)


def rule(*, at: datetime) -> int:
    """Confirm those that somebody had looked at by now, once. Returns how many. Written as the
    nation's past is: many at once, and none of it in the trail of what staff do here."""
    lead = access_selectors.user_by_email(RULED_BY)
    if lead is None or ExclusionRuling.objects.exists():
        return 0
    return len(ExclusionRuling.objects.bulk_create(_rulings(lead, today=localdate(at))))


def _rulings(lead: User, *, today: date) -> Iterator[ExclusionRuling]:
    rng = Random(SEED)
    excluded = Case.objects.exclude(exclude_code="").filter(exclude_on__isnull=False)
    columns = excluded.order_by("pk").values_list("pk", "exclude_code", "exclude_by", "exclude_on")
    for case, code, excluded_by, excluded_on in columns:
        days = timedelta(days=_days(rng))
        if excluded_on is not None and (looked_on := excluded_on + days) < today:
            yield ExclusionRuling(
                case_id=case, code=code, excluded_by=excluded_by, excluded_on=excluded_on,
                ruled_at=datetime.combine(looked_on, AT_TEN, PLACE), ruled_by=lead.name,
                ruled_by_id=lead.pk,
            )  # fmt: skip


def _days(rng: Random) -> int:
    return rng.randrange(*(SOON if rng.randrange(ONE_LATE_IN) else LATE))
