"""Reads for the open link: what is asked of whom, and what the nation is told of the answers."""

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
from responses.open_link import counting, said
from responses.open_link.counting import ItemShare, TooFew
from survey import selectors as survey_selectors
from survey.bank.pathways import SHORT_CORE
from survey.definition.types import Block, Instrument, Question
from survey.models import InstrumentVersion
from survey.selectors import NoVersionInForceError

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class OpenInstrument:
    """What somebody is asked; `instrument` has their questions alone."""

    version: InstrumentVersion
    instrument: Instrument


def version_for(who: str, *, on: date) -> InstrumentVersion:
    """The version that is in force for them. Where the one of relatives or carers is not, the short
    core is asked, and the answers stay apart all the same (SAF-10). Raises NoVersionInForceError
    where nothing is published."""
    try:
        return survey_selectors.version_in_force(said.pathway_of(who).instrument, on=on)
    except NoVersionInForceError:
        return survey_selectors.version_in_force(SHORT_CORE, on=on)


def asked_by(version_id: int, *, who: str) -> OpenInstrument:
    version = InstrumentVersion.objects.defer("definition").get(pk=version_id)
    path = said.pathway_of(who)
    modules = pathway.modules_of(path) if version.code == path.instrument else ""
    # Nobody is drawn here for questions that rotate, since no figure is made from a chance.
    asked = pathway.short_form_of(survey_selectors.instrument(version), modules=modules, drawn=())
    return OpenInstrument(version, asked)


def forces_to_pick(*, on: date) -> list[Force]:
    return access_selectors.forces_on(on)


@dataclass(frozen=True)
class Month:
    """How many sent answers in, withdrawn ones too; TooFew under ten."""

    first: date
    count: int | TooFew
    is_crowded: bool
    """Whether an unusual part of them came on one day."""


@dataclass(frozen=True, kw_only=True)
class OpenCounts:
    """All that is told of open answers: to the nation, of time that is over, and never beside the
    survey's own figures (docs/adr/0031)."""

    months: Sequence[Month]
    forces: Sequence[tuple[Force, int]]
    others: int | TooFew
    """Those about a force that is not among `forces`, or about one that nobody was sure of."""
    quarter: str
    shares: Sequence[tuple[Question, ItemShare]]


def counts_for(viewer: Viewer, *, today: date) -> OpenCounts | None:
    """None for a viewer who is not national."""
    if not viewer.is_national:
        return None
    sent = _sent_by_day(today)
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


def _sent_by_day(today: date) -> list[_DayOfForce]:
    """Of the months that are shown."""
    begin = counting.months_before(today, MONTHS_SHOWN)[-1]
    rows = _sent_in(begin, today.replace(day=1)).annotate(day=TruncDate("completed_at"))
    found = rows.values_list("day", "force").annotate(n=Count("pk")).order_by()
    return [_DayOfForce(day, force or said.NOT_SURE, n) for day, force, n in found]


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
    """Of the months of which the count is shown: what is left of others tells no hidden month."""
    counts: Counter[str] = Counter()
    for each in sent:
        counts[each.force] += each.count
    shown, others = counting.shown_forces(counts, apart=said.NOT_SURE)
    forces = {force.code: force for force in access_selectors.known_forces()}
    return [(forces[code], n) for code, n in shown.items()], others


def _shares(begin: date, end: date, *, on: date) -> list[tuple[Question, ItemShare]]:
    """Of the questions before the equality block, as victims answered them for themselves."""
    try:
        version = survey_selectors.version_in_force(SHORT_CORE, on=on)
    except NoVersionInForceError:
        return []
    instrument = survey_selectors.instrument(version)
    asked = [q for q in instrument.in_block(Block.CORE) if q.code not in instrument.rotating]
    rows = _sent_in(begin, end).filter(
        who=said.SELF, taken_out_at=None, instrument__code=SHORT_CORE
    )
    answers = list(rows.values_list("answers", flat=True))
    return [(question, counting.share_of(question, answers)) for question in asked]


def _sent_in(begin: date, end: date) -> QuerySet[OpenAnswers]:
    return OpenAnswers.objects.filter(
        completed_at__gte=_midnight(begin), completed_at__lt=_midnight(end)
    )


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
