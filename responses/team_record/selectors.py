from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.viewer import Viewer
from responses.cases import readers
from responses.follow_up.endings import ANSWERED
from responses.follow_up.selectors import COUNTED
from responses.models import FollowUp, WrittenText
from responses.triage.risk.reading import OF_RISK
from responses.triage.rota import LONDON
from responses.triage.rule_recall import TextsJudged
from responses.triage.selectors import desks
from responses.triage.selectors.desks import NATIONAL, Desk

WEEKS = 8
LEAST_TOLD = 10
"""Smaller counts are shown only to the desk's own staff."""
TextState, WishState = WrittenText.TextState, FollowUp.WishState


@dataclass(frozen=True)
class InTime:
    of: int
    in_time: int


@dataclass(frozen=True)
class DeskRecord:
    """None of a week in which too few wrote; `weeks` from the newest."""

    desk: Desk
    weeks: Sequence[InTime | None]
    in_all: InTime | None
    followed_up: InTime | None


@dataclass(frozen=True)
class DeskRecords:
    weeks: Sequence[date]
    desks: Sequence[DeskRecord]
    languages: Mapping[str, TextsJudged]


def record_for(viewer: Viewer, *, at: datetime) -> DeskRecords:
    """For national staff every force's, without counts below ten."""
    today = localdate(at)
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in range(WEEKS)]
    read, reached = _read_by_clock(weeks[-1], at=at), _reached_by_the_day(localdate(at))
    own = set(desks.reads_at(viewer))
    shown = own | {desk for desk in (*read, *reached) if viewer.is_national}
    return DeskRecords(
        weeks=weeks,
        desks=[
            _desk_record(
                desk, [read.get(desk, {}).get(week, InTime(0, 0)) for week in weeks],
                reached.get(desk, InTime(0, 0)), is_own=desk in own,
            )
            for desk in sorted(shown, key=lambda each: each.force_code or "")
        ],
        languages=_judged_by_language(),
    )  # fmt: skip


def _desk_record(
    desk: Desk, weeks: Sequence[InTime], followed_up: InTime, *, is_own: bool
) -> DeskRecord:
    if is_own:
        return DeskRecord(desk, weeks, total(weeks), followed_up)
    shown = [each if each.of >= LEAST_TOLD else None for each in weeks]
    hidden = [each for each, told in zip(weeks, shown, strict=True) if told is None]
    return DeskRecord(
        desk=desk,
        weeks=shown,
        in_all=total(weeks) if is_safe_beside(hidden) else None,
        followed_up=followed_up if followed_up.of >= LEAST_TOLD else None,
    )


def total(weeks: Iterable[InTime]) -> InTime:
    held = list(weeks)
    return InTime(sum(each.of for each in held), sum(each.in_time for each in held))


def is_safe_beside(hidden: Sequence[InTime]) -> bool:
    return not hidden or (len(hidden) > 1 and total(hidden).of >= LEAST_TOLD)


def _read_by_clock(since: date, *, at: datetime) -> Mapping[Desk, Mapping[date, InTime]]:
    """By team and week of sending, of texts overdue or read."""
    due = WrittenText.objects.filter(
        Q(due_at__lte=at) | Q(first_read_at__isnull=False), sent_at__date__gte=since
    )
    is_in_time = Q(first_read_at__lte=F("due_at")) & ~Q(second_category__in=OF_RISK)
    in_time = Count("pk", filter=is_in_time)
    counted = (
        _with_hidden(due)
        .annotate(week=TruncWeek("sent_at", tzinfo=LONDON))
        .order_by()
        .values_list("force", "at_nation", "week")
        .annotate(of=Count("pk"), met=in_time)
    )
    found: defaultdict[Desk, dict[date, InTime]] = defaultdict(dict)
    heirs = access_selectors.heirs()
    for force, at_nation, week, of, met in counted:
        weeks = found[NATIONAL if at_nation else Desk(heirs[force])]
        day = week.date()
        weeks[day] = total([weeks.get(day, InTime(0, 0)), InTime(of, met)])
    return found


def _reached_by_the_day(today: date) -> Mapping[Desk, InTime]:
    due = FollowUp.objects.exclude(state=WishState.TAKEN_BACK).filter(
        due_on__lt=today, due_on__gte=today - COUNTED, response__invitation__opted_out_at=None
    )
    rows = _with_hidden(due).values_list("force", "at_nation", "outcome", "closed_at", "due_on")
    heirs, found = access_selectors.heirs(), dict[Desk, InTime]()
    for force, at_nation, outcome, closed_at, due_on in rows:
        desk = NATIONAL if at_nation else Desk(heirs[force])
        met = outcome in ANSWERED and closed_at is not None and localdate(closed_at) <= due_on
        found[desk] = total([found.get(desk, InTime(0, 0)), InTime(1, int(met))])
    return found


def _with_hidden(rows: QuerySet[Any]) -> QuerySet[Any]:
    is_in_force = readers.has_words_read_in_force()
    found: QuerySet[Any] = rows.annotate(at_nation=Q(is_national=True) | ~Q(is_in_force))
    return found


def _judged_by_language() -> Mapping[str, TextsJudged]:
    """In the whole nation, of texts that people have closed."""
    judged = WrittenText.objects.exclude(rules_category="").filter(
        Q(state=TextState.CLOSED) | Q(second_at__isnull=False)
    )
    parts = "language", "category", "rules_category", "second_category"
    rows = judged.order_by().values_list(*parts).annotate(number=Count("pk"))
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for language, category, rules, second, number in rows:
        counts[language] += _part_of(category, rules, second, number)
    names = ("of_danger", "found", "others", "twice", "missed")
    return {
        language: TextsJudged(**{name: counted[name] for name in names})
        for language, counted in sorted(counts.items())
    }


def _part_of(category: str, rules: str, second: str, number: int) -> Counter[str]:
    if category in OF_RISK and not second:
        return Counter(of_danger=number, found=number * (rules in OF_RISK))
    missed = number * (second in OF_RISK)
    return Counter(others=number, twice=number * bool(second), missed=missed)
