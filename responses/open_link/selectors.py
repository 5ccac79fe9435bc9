from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import make_aware

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from responses.answering import pathway
from responses.cases.stages import period_of
from responses.models import OpenAnswers
from responses.open_link import counting
from responses.open_link.counting import ItemShare, TooFew
from survey import selectors as survey_selectors
from survey.bank.pathways import SHORT_CORE
from survey.definition.types import Block, Instrument, Question
from survey.models import InstrumentVersion
from survey.selectors import NoVersionInForceError

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class OpenInstrument:
    version: InstrumentVersion
    instrument: Instrument


def version_for(who: str, *, on: date) -> InstrumentVersion:
    """Without a version for relatives or carers the short core is asked; the answers stay apart
    (SAF-10). Raises NoVersionInForceError."""
    try:
        return survey_selectors.version_in_force(counting.pathway_of(who).instrument, on=on)
    except NoVersionInForceError:
        return survey_selectors.version_in_force(SHORT_CORE, on=on)


def asked_by(version_id: int, *, who: str) -> OpenInstrument:
    version = InstrumentVersion.objects.defer("definition").get(pk=version_id)
    path = counting.pathway_of(who)
    modules = pathway.modules_of(path) if version.code == path.instrument else ""
    # No figure is made from a chance here, so rotating questions are not drawn.
    asked = pathway.short_form_of(survey_selectors.instrument(version), modules=modules, drawn=())
    return OpenInstrument(version, asked)


def forces_to_pick(*, on: date) -> list[Force]:
    return access_selectors.forces_on(on)


@dataclass(frozen=True)
class Month:
    first: date
    count: int | TooFew
    is_crowded: bool
    """Whether an unusual part of them came on one day."""


@dataclass(frozen=True, kw_only=True)
class OpenCounts:
    """National, for past periods, never with the survey's own figures (ADR 31)."""

    months: Sequence[Month]
    forces: Sequence[tuple[Force, int]]
    others: int | TooFew
    """Those about a force not among `forces`, or not known."""
    quarter: str
    shares: Sequence[tuple[Question, ItemShare]]


def counts_for(viewer: Viewer, *, today: date) -> OpenCounts | None:
    """None for a viewer who is not national."""
    if not viewer.is_national:
        return None
    begin = counting.months_before(today, MONTHS_SHOWN)[-1]
    rows = _sent_in(begin, today.replace(day=1)).annotate(day=TruncDate("completed_at"))
    found = rows.values_list("day", "force").annotate(n=Count("pk")).order_by()
    sent = [_DayOfForce(day, force or counting.NOT_SURE, n) for day, force, n in found]
    months = [_month(first, sent) for first in counting.months_before(today, MONTHS_SHOWN)]
    hidden = {month.first for month in months if isinstance(month.count, TooFew)}
    forces, others = _by_force(each for each in sent if each.first not in hidden)
    last_day = counting.first_of_quarter(today) - timedelta(days=1)
    return OpenCounts(
        months=months,
        forces=forces,
        others=others,
        quarter=period_of(last_day),
        shares=_shares(
            counting.first_of_quarter(last_day), counting.first_of_quarter(today), on=today
        ),
    )


@dataclass(frozen=True)
class _DayOfForce:
    day: date
    force: str
    count: int

    @property
    def first(self) -> date:
        return self.day.replace(day=1)


def _month(first: date, sent: Iterable[_DayOfForce]) -> Month:
    days: Counter[date] = Counter()
    for each in sent:
        if each.first == first:
            days[each.day] += each.count
    return Month(
        first=first,
        count=counting.shown_count(days.total()),
        is_crowded=counting.is_crowded(list(days.values())),
    )


def _by_force(
    sent: Iterable[_DayOfForce],
) -> tuple[list[tuple[Force, int]], int | TooFew]:
    counts: Counter[str] = Counter()
    for each in sent:
        counts[each.force] += each.count
    shown, others = counting.shown_forces(counts, apart=counting.NOT_SURE)
    forces = {force.code: force for force in access_selectors.known_forces()}
    return [(forces[code], n) for code, n in shown.items()], others


def _shares(begin: date, end: date, *, on: date) -> list[tuple[Question, ItemShare]]:
    try:
        version = survey_selectors.version_in_force(SHORT_CORE, on=on)
    except NoVersionInForceError:
        return []
    instrument = survey_selectors.instrument(version)
    asked = [q for q in instrument.in_block(Block.CORE) if q.code not in instrument.rotating]
    rows = _sent_in(begin, end).filter(
        who=counting.SELF, taken_out_at=None, instrument__code=SHORT_CORE
    )
    answers = list(rows.values_list("answers", flat=True))
    return [(question, counting.share_of(question, answers)) for question in asked]


def _sent_in(begin: date, end: date) -> QuerySet[OpenAnswers]:
    return OpenAnswers.objects.filter(
        completed_at__gte=_midnight(begin), completed_at__lt=_midnight(end)
    )


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
