"""Reads what people could be asked about before."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from responses.eligibility.chances import REMEMBERED, Opportunity
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import DRAWN_FROM
from responses.eligibility.selectors import case_histories
from responses.eligibility.selectors.case_histories import CaseHistory
from responses.models import AskingOpportunity, StageEvent


def _by_key() -> dict[str, Counter[Opportunity]]:
    return defaultdict(Counter)


@dataclass(frozen=True)
class KnownOpportunities:
    """By key of a person."""

    by_key: dict[str, Counter[Opportunity]] = field(default_factory=_by_key)

    def add(self, keys: Iterable[str], one: Opportunity) -> None:
        for key in keys:
            self.by_key[key][one] += 1

    def of(self, keys: Iterable[str], *, before: date) -> list[Opportunity]:
        merged: Counter[Opportunity] = Counter()
        for key in keys:
            merged |= self.by_key.get(key, Counter())
        return sorted(one for one in merged.elements() if one.on <= before)


def known_opportunities(histories: Sequence[CaseHistory], *, today: date) -> KnownOpportunities:
    keys = {key for each in histories if each.person for key in each.person.keys}
    rows = AskingOpportunity.objects.filter(person_key__in=keys, closes__gt=today - REMEMBERED)
    known = KnownOpportunities()
    columns = rows.order_by("pk").values_list("person_key", "on", "closes", "chance")
    for key, on, closes, chance in columns:
        known.add([key], Opportunity(on, closes, chance))
    return known


def opportunity_of(
    history: CaseHistory, facts: EventFacts, *, chance: float, today: date
) -> Opportunity:
    dates = facts.send_dates
    came_on = localdate(history.case.first_import.loaded_at)
    return Opportunity(
        on=min(today, max(dates.opens, came_on)) if dates else today,
        closes=max(today, dates.closes) if dates else today,
        chance=chance,
    )


def rows_of(events: QuerySet[StageEvent], *, today: date) -> Iterator[int]:
    drawn = dict(events.filter(decision__in=DRAWN_FROM).values_list("pk", "decided_at"))
    cases = events.filter(pk__in=drawn).order_by().values_list("case_id", flat=True).distinct()
    taken: set[int] = set()
    for history in case_histories.case_histories(list(cases), today=today):
        for event in history.decided.values():
            if event.pk in drawn and history.person is not None:
                facts = history.facts(history.entry_of(event), languages=frozenset())
                decided_on = localdate(event.decided_at)
                one = opportunity_of(history, facts, chance=1.0, today=decided_on)
                for key in sorted(history.person.own_keys):
                    taken.update(_newest_row(key, one, taken))
    yield from sorted(taken)


def _newest_row(key: str, one: Opportunity, taken: Collection[int]) -> list[int]:
    rows = AskingOpportunity.objects.filter(person_key=key, on=one.on, closes=one.closes)
    return list(rows.exclude(pk__in=taken).order_by("-pk").values_list("pk", flat=True)[:1])


def is_explained(invited_on: Collection[date], *, by: Collection[Opportunity], today: date) -> bool:
    return sum(day > today - REMEMBERED for day in invited_on) <= len(by)


def past_retention(at: datetime) -> QuerySet[AskingOpportunity]:
    return AskingOpportunity.objects.filter(closes__lte=localdate(at) - REMEMBERED)
