from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from responses.models import Contact, WrittenText
from responses.triage.retention import LEARNED_FROM, MODEL_KEPT_FOR
from responses.triage.risk import learned
from responses.triage.risk.learned import RiskModel
from responses.triage.risk.reading import OF_RISK
from responses.vault.sealed import risk_models, written_texts

BATCH = 500


def in_use(*, at: datetime) -> RiskModel | None:
    """None until one is trained; it has a day on which it is destroyed."""
    held = risk_models.held(since=at - MODEL_KEPT_FOR)
    return learned.parsed(held) if held else None


@dataclass(frozen=True, kw_only=True)
class TextsToLearnFrom:
    texts: Sequence[str] = field(repr=False)
    tells_of_danger: Sequence[bool]


def to_learn_from(*, at: datetime) -> TextsToLearnFrom:
    """One closed text of each person, with words still held and answers not withdrawn."""
    closed = WrittenText.objects.filter(
        state=WrittenText.TextState.CLOSED,
        sent_at__gt=at - LEARNED_FROM,
        response__withdrawn_at=None,
    )
    judged = _one_of_each_person(closed)
    ids, found = sorted(judged), []
    for start in range(0, len(ids), BATCH):
        held = written_texts.held(ids[start : start + BATCH])
        found += [
            (words.as_one, judged[response_id]) for response_id, words in sorted(held.items())
        ]
    return TextsToLearnFrom(
        texts=[text for text, _danger in found], tells_of_danger=[danger for _text, danger in found]
    )


def _one_of_each_person(closed: QuerySet[WrittenText]) -> Mapping[int, bool]:
    """Each person's last dangerous text, else their last; without a contact, by case."""
    case = "response__invitation__stage_event__case"
    contacts = Contact.objects.filter(case__in=closed.values(case)).exclude(person_key="")
    keys = dict(contacts.values_list("case", "person_key"))
    chosen: dict[str, tuple[int, bool]] = {}
    rows = closed.order_by("sent_at", "pk").values_list("response_id", "category", case)
    for response_id, category, of_case in rows:
        person, is_danger = keys.get(of_case, f"case {of_case}"), category in OF_RISK
        if is_danger or not chosen.get(person, (0, False))[1]:
            chosen[person] = response_id, is_danger
    return dict(chosen.values())
