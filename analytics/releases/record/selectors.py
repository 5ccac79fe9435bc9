import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.timezone import localdate

from access.models import AuditHead
from analytics.cube.ledger_entries import countable
from analytics.figures.selectors.coverage import scope_of
from analytics.items import INSTRUMENT, items
from analytics.models import ReleaseFile
from analytics.refresh.selectors import stored_quarter
from analytics.releases.record import account, register, silent, wordings
from analytics.releases.record.account import ReceivedAnswers, SealedHead
from analytics.releases.record.register import Entry
from analytics.releases.record.silent import SilentLine
from analytics.releases.record.wordings import PublishedInstrument
from analytics.weighting import response_rates
from analytics.weighting.response_rates import StepCounts
from responses import extract
from survey import selectors as survey_selectors
from survey.definition.types import Question
from survey.evidence import selectors as evidence_selectors
from survey.models import InstrumentVersion

REGISTER, WORDINGS, ACCOUNT = "register.json", "wordings.json", "account.json"
Record = Mapping[str, Any]
"""Content by file name."""


def record_of(period: str, coverage: Mapping[tuple[str, str, str], StepCounts]) -> Record:
    published = [
        PublishedInstrument(
            instrument=survey_selectors.instrument(row),
            published_on=localdate(row.published_at),
            asked_from=row.effective_from,
        )
        for row in _published()
    ]
    codes = {question.code for each in published for question in each.instrument.questions}
    return {
        REGISTER: _register(),
        WORDINGS: wordings.changes(published, evidence_selectors.evidence_on(codes)),
        ACCOUNT: _account(period, coverage),
    }


def _register() -> list[Entry]:
    found: dict[str, Question] = {}
    for version in _published(code=INSTRUMENT):
        found |= {each.code: each for each in survey_selectors.instrument(version).questions}
    asked = found
    files = ReleaseFile.objects.filter(name=REGISTER).order_by("release_id")
    earlier = [
        entry for text in files.values_list("content", flat=True) for entry in json.loads(text)
    ]
    return register.entries(
        [(item, asked[code]) for code, item in items().items() if code in asked],
        register.read_register(),
        earlier=earlier,
    )


def _published(**only: str) -> Sequence[InstrumentVersion]:
    rows = InstrumentVersion.objects.filter(**only).defer("definition")
    return list(rows.order_by("code", "version", "revision"))


def _account(period: str, coverage: Mapping[tuple[str, str, str], StepCounts]) -> dict[str, Any]:
    files = ReleaseFile.objects.filter(release__period=period, name=ACCOUNT)
    content = files.order_by("-release__version").values_list("content", flat=True).first()
    before = json.loads(content) if content else {}
    lines = silent.silent_lines(
        _nation(coverage), scope_of, earlier=[SilentLine(**one) for one in before.get("silent", ())]
    )
    parts = account.parts_of(_received(period))
    return {
        "silent": [line._asdict() for line in lines],
        "answers": account.print_counts(parts, earlier=before.get("answers")),
        "audit": account.sealed(_sealed_head()),
    }


def _sealed_head() -> SealedHead | None:
    head = AuditHead.objects.order_by("-day").first()
    if head is None:
        return None
    return SealedHead(day=head.day, position=head.position, hash=head.hash, seal=head.seal)


def _nation(
    coverage: Mapping[tuple[str, str, str], StepCounts],
) -> dict[tuple[str, str], StepCounts]:
    found: dict[tuple[str, str], list[StepCounts]] = {}
    for (_force, dimension, level), counts in coverage.items():
        found.setdefault((dimension, level), []).append(counts)
    return {place: response_rates.summed(each) for place, each in found.items()}


def _received(period: str) -> ReceivedAnswers:
    usable = countable(extract.answer_rows(period=period))
    return ReceivedAnswers(
        counted=stored_quarter.counted_in(period),
        withdrawn=extract.withdrawn(period),
        usable=frozenset(row.response_id for row in usable),
        sent=extract.sent_in(period),
    )
