"""A storm of texts: how many a second the rules sort, beside opening and updating the same rows
without reading what they say; and from that how long 99 of 100 would wait. No worker runs here."""

from collections.abc import Sequence
from datetime import UTC, datetime

from access import actions as access_actions
from access.actor import Actor
from access.forces.reference_file import force_rows
from responses.models import Response, WrittenText
from responses.triage.actions import sending, sorting
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
    access_actions.load_forces(rows=force_rows(), by=BY, at=NOW)
    publish_short_core()
    held = _written()

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


def _written() -> Sequence[WrittenText]:
    judged = [each.judged for each in sets.all_read("texts")]
    version = survey_selectors.version_in_force(on=NOW.date())
    for number in range(TEXTS):
        of_one = judged[number % len(judged)]
        text = " ".join([of_one.text] * (1 + WANTED_LETTERS // max(len(of_one.text), 1)))
        response = Response.objects.create(
            invitation=invite().invitation, instrument=version, language=of_one.language,
            started_at=NOW,
        )  # fmt: skip
        sending.send_words(
            response_id=response.pk, words=OwnWords(better=text[:1000]), language=of_one.language,
            by=BY, at=NOW,
        )  # fmt: skip
    return list(WrittenText.objects.select_related("force"))
