from collections.abc import Collection, Iterable, Mapping

from analytics.items import INSTRUMENT, further_items, item_codes
from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL
from survey.definition.types import Meaning
from survey.models import InstrumentVersion

Meanings = Mapping[str, Mapping[str, Meaning]]
"""Item, choice code, meaning."""


def meanings() -> Meanings:
    return _meanings((INSTRUMENT,), item_codes())


def meanings_of(codes: Collection[str]) -> Meanings:
    return _meanings((INSTRUMENT,), codes)


_kept: dict[str, Mapping[str, Meaning]] = {}


def kept_meanings(answers: Iterable[tuple[str, str]]) -> Meanings:
    """Meanings never change, so they are read again only for an unknown answer."""
    if not _kept or any(choice not in _kept.get(item, ()) for item, choice in answers):
        _kept.update(meanings())
    return _kept


def further_meanings() -> Meanings:
    return _meanings((INSTRUMENT, NATIONAL), further_items())


def _meanings(instruments: Collection[str], items: Collection[str]) -> Meanings:
    found: dict[str, dict[str, Meaning]] = {}
    versions = InstrumentVersion.objects.filter(code__in=instruments).defer("definition")
    for version in versions.order_by("code", "version", "revision"):
        for question in survey_selectors.instrument(version).questions:
            if question.code in items:
                known = found.setdefault(question.code, {})
                known.update({choice.code: choice.meaning for choice in question.choices})
    return {item: found[item] for item in items if item in found}


def rotating_codes() -> frozenset[str]:
    versions = InstrumentVersion.objects.filter(code=INSTRUMENT).defer("definition")
    return frozenset[str]().union(*(survey_selectors.instrument(one).rotating for one in versions))
