"""A storm of texts: how many a second the rules sort, beside opening and updating the same rows
without reading what they say; and from that how long 99 of 100 would wait. With a worker:
tests/bench/storm_at_worker.py."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial

from access import actions as access_actions
from access.actor import Actor
from access.forces.reference_file import force_rows
from responses.models import Response, WrittenText
from responses.triage.actions import sending, sorting
from responses.triage.risk.text_sets import JudgedText
from responses.triage.selectors import texts
from responses.vault.sealed.written_texts import OwnWords
from survey import selectors as survey_selectors
from tests.bench.measure import best_of_each
from tests.conftest import publish_short_core
from tests.responses.invited import invite
from tests.responses.triage.risk import sets

TEXTS, ROUNDS = 300, 3
A_SECOND, SECONDS, BETWEEN_RUNS = 50, 60, 60
BY = Actor.system("bench")
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
WANTED_LETTERS = 400


def sorting_a_storm() -> None:
    begin(at=NOW)
    answer(TEXTS, at=NOW)
    for send in sendings():
        send(at=NOW)
    held = list(WrittenText.objects.select_related("force"))

    def by_rules() -> None:
        WrittenText.objects.update(sorted_at=None)
        sorting.sort_texts(by=BY, at=NOW)

    def opened_alone() -> None:
        WrittenText.objects.update(sorted_at=None)
        for text in held:
            texts.words_of(text)
            WrittenText.objects.filter(pk=text.pk, sorted_at=None).update(sorted_at=NOW)

    ours, plain = (each.processor for each in best_of_each((by_rules, opened_alone), rounds=ROUNDS))
    a_second = TEXTS / ours
    print(
        f"sorting {TEXTS:,} texts of some {WANTED_LETTERS} letters in twelve languages: "
        f"{a_second:,.0f} a second of the processor, {ours / plain:.1f} × opening and updating the "
        f"same rows; of {A_SECOND} a second for {SECONDS} s, if sorted each {BETWEEN_RUNS} s, 99 "
        f"of 100 would be within {_waited(a_second):.0f} s"
    )


def _waited(a_second: float) -> float:
    """By how many seconds 99 of 100 texts are sorted that come evenly, where the run begins when
    the minute is over, the oldest first."""
    sent = [number / A_SECOND for number in range(A_SECOND * SECONDS)]
    waits = [BETWEEN_RUNS + number / a_second - at for number, at in enumerate(sent, start=1)]
    return sorted(waits)[int(len(waits) * 0.99)]


def begin(*, at: datetime) -> None:
    access_actions.load_forces(rows=force_rows(), by=BY, at=at)
    publish_short_core()


def answer(count: int, *, at: datetime) -> None:
    """So many people who are answering."""
    version = survey_selectors.version_in_force(on=at.date())
    for number in range(count):
        Response.objects.create(
            invitation=invite(at=at).invitation, instrument=version, started_at=at,
            language=_judged(number).language,
        )  # fmt: skip


def sendings() -> Iterator[Callable[..., object]]:
    """For each of them, what sends their words at a time."""
    for number, pk in enumerate(Response.objects.order_by("pk").values_list("pk", flat=True)):
        judged = _judged(number)
        text = " ".join([judged.text] * (1 + WANTED_LETTERS // max(len(judged.text), 1)))
        yield partial(
            sending.send_words,
            response_id=pk, words=OwnWords(better=text[:1000]), language=judged.language, by=BY,
        )  # fmt: skip


@cache
def _texts() -> Sequence[JudgedText]:
    return [each.judged for each in sets.all_read("texts")]


def _judged(number: int) -> JudgedText:
    return _texts()[number % len(_texts())]
