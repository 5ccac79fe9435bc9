"""Reads what a model learns from, and the model that is in use."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from responses.models import WrittenText
from responses.triage.keeping import LEARNED_FROM, MODEL_KEPT_FOR
from responses.triage.risk import learned
from responses.triage.risk.learned import RiskModel
from responses.triage.risk.reading import OF_RISK
from responses.vault.sealed import risk_models, written_texts

BATCH = 500


def in_use(*, at: datetime) -> RiskModel | None:
    """None until one is trained, and from when it is to be destroyed."""
    held = risk_models.held(since=at - MODEL_KEPT_FOR)
    return learned.parsed(held) if held else None


@dataclass(frozen=True, kw_only=True)
class TextsToLearnFrom:
    """What people wrote, and whether a person let it stand as telling of danger."""

    texts: Sequence[str] = field(repr=False)
    tells_of_danger: Sequence[bool]


def to_learn_from(*, at: datetime) -> TextsToLearnFrom:
    """What people have closed, of which the words are still held and the answers were not
    withdrawn: one text of each person."""
    closed = WrittenText.objects.filter(
        state=WrittenText.TextState.CLOSED,
        sent_at__gt=at - LEARNED_FROM,
        response__withdrawn_at=None,
    )
    judged = dict(closed.values_list("response_id", "category"))
    ids, found = sorted(judged), []
    for start in range(0, len(ids), BATCH):
        held = written_texts.held(ids[start : start + BATCH])
        found += [
            (words.as_one, judged[response_id] in OF_RISK)
            for response_id, words in sorted(held.items())
        ]
    return TextsToLearnFrom(
        texts=[text for text, _danger in found], tells_of_danger=[danger for _text, danger in found]
    )
