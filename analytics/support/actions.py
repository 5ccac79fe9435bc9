from collections import Counter
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings
from analytics.disclosure import years
from analytics.models import QuarterState, SupportYear
from analytics.refresh import closed_years
from analytics.refresh.selectors import stored_quarter
from analytics.support import counting, selectors
from responses import extract
from responses.extract_rows import SupportedCase


def count_support(*, year: str, by: Actor, at: datetime) -> None:
    """Store a year's figures once all its quarters have closed; a counted year stays as it is."""
    if year not in selectors.years_to_count(at=at):
        return
    quarters = years.quarters_of(year)
    cases: Counter[SupportedCase] = Counter()
    for period in quarters:
        cases.update(extract.supported_cases(period))
    counted = frozenset[int]().union(*map(stored_quarter.counted_in, quarters))
    # People restored after a quarter closed are in no other figure; including them would reveal
    # them.
    rows = [row for row in closed_years.closed_answers(quarters) if row.response_id in counted]
    found = counting.figures(rows, cases, meanings.meanings(), left=len(counted) - len(rows))
    with transaction.atomic():
        # A concurrent count of the same year blocks here, then finds it counted.
        list(QuarterState.objects.select_for_update().filter(period__in=quarters))
        _, is_new = SupportYear.objects.get_or_create(
            period=year, defaults={"figures": counting.packed(found)}
        )
        if is_new:
            audit.record(AuditKind.SUPPORT_COUNTED, target=year, by=by, at=at)
