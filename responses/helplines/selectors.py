from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from access.process_cache import cached_in_process
from responses.helplines import rules
from responses.helplines.listing import HelplineAudience, Listing, needs_ringing, read_listing
from responses.models import Helpline, HelplineChange, HelplineCheck


def shown_listings() -> tuple[Listing, ...]:
    return tuple(read_listing(line) for line in _lines_in_use() if not line.is_number_wrong)


def lines_that_stop_sending(*, on: date) -> list[Helpline] | None:
    lines = _lines_in_use()
    if not lines:
        return None
    return [line for line in lines if rules.stops_sending(line.last_verified_on, on=on)]


def _lines_in_use() -> tuple[Helpline, ...]:
    return _cached_lines() or ()


@cached_in_process
def _cached_lines() -> tuple[Helpline, ...] | None:
    return tuple(_in_order(Helpline.objects.filter(retired_at__isnull=True))) or None


def _in_order(lines: QuerySet[Helpline]) -> list[Helpline]:
    order = list(HelplineAudience)
    return sorted(lines.order_by("pk"), key=lambda line: order.index(line.audience))  # type: ignore[arg-type]


def due_lines(*, on: date) -> list[Helpline]:
    return [line for line in _lines_with_checks() if is_due(line, on=on)]


def is_due(line: Helpline, *, on: date) -> bool:
    """By its age, or because hours or languages were found wrong."""
    is_old = rules.is_due(line.last_verified_on, on=on)
    return line.retired_at is None and (is_old or has_open_fault(line))


@dataclass(frozen=True)
class HelplineList:
    """The longest ago rung first, retired ones last."""

    lines: Sequence[Helpline]
    changes: Sequence[HelplineChange]


def list_helplines() -> HelplineList:
    """Helplines belong to no force: every viewer sees the same."""
    return HelplineList(
        lines=_lines_with_checks(),
        changes=list(HelplineChange.objects.select_related("helpline").order_by("pk")),
    )


def _lines_with_checks() -> list[Helpline]:
    lines = Helpline.objects.prefetch_related(_newest_checks()).order_by("pk")
    return sorted(lines, key=_age)


def _age(line: Helpline) -> tuple[bool, date]:
    return line.retired_at is not None, line.last_verified_on or date.min


def _newest_checks() -> Prefetch:
    checks = HelplineCheck.objects.order_by("-recorded_at", "-pk")
    return Prefetch("checks", queryset=checks, to_attr="newest_checks")


def has_open_fault(line: Helpline) -> bool:
    newest = line.newest_checks  # type: ignore[attr-defined]
    return bool(newest) and not newest[0].is_all_right


def line_with_checks(pk: int) -> Helpline:
    """The newest check first. Raises Helpline.DoesNotExist."""
    lines = Helpline.objects.select_related("change").prefetch_related(_newest_checks())
    return lines.get(pk=pk)


def lock_line(pk: int) -> Helpline:
    """Until the transaction ends. Raises Helpline.DoesNotExist."""
    return Helpline.objects.select_for_update().get(pk=pk)


def waiting_change(pk: int) -> HelplineChange:
    """Raises HelplineChange.DoesNotExist."""
    return HelplineChange.objects.select_related("helpline").get(pk=pk)


def change_of(line: Helpline) -> HelplineChange | None:
    return getattr(line, "change", None)


def must_be_rung(change: HelplineChange) -> bool:
    if change.is_retirement:
        return False
    line = change.helpline
    old = read_listing(line) if line is not None and line.retired_at is None else None
    return needs_ringing(old, read_listing(change))


KEPT_FOR = timedelta(days=731)
"""Retention period for the identity of the person who rang: 24 months."""


def checks_past_retention(at: datetime) -> QuerySet[HelplineCheck]:
    """All but the latest of each line."""
    later = HelplineCheck.objects.filter(helpline=OuterRef("helpline"), pk__gt=OuterRef("pk"))
    return HelplineCheck.objects.filter(Exists(later), recorded_at__lte=at - KEPT_FOR)
