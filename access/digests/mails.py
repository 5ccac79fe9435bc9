"""One for each person and period, however many workers look."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from access.digests import selectors
from access.digests.cadences import HowOften, period_of
from access.models import DigestChoice, DigestMail


def make_mails(*, at: datetime) -> None:
    faults = []
    for user_id in selectors.ids_wanting_mail():
        try:
            _make_mail(user_id, at=at)
        except Exception as fault:  # others do not wait for it
            faults.append(fault)
    if faults:
        message = "Some mails could not be made."
        raise ExceptionGroup(message, faults)


@transaction.atomic
def _make_mail(user_id: int, *, at: datetime) -> None:
    choice = DigestChoice.objects.select_for_update().filter(user_id=user_id).first()
    if choice is None:
        return
    period = period_of(HowOften(choice.how_often), timezone.localtime(at))
    if period <= choice.period:
        return
    waiting = selectors.waiting_for(choice, at=at)
    new = {
        topic: sorted(set(keys) - set(choice.told.get(topic, ())))
        for topic, keys in waiting.items()
    }
    choice.period, choice.told = period, {topic: sorted(keys) for topic, keys in waiting.items()}
    choice.save(update_fields=["period", "told"])
    if any(new.values()):
        DigestMail.objects.create(
            user_id=user_id, period=period, reference=uuid4(), keys=new, language=choice.language,
            made_at=at, next_at=at,
        )  # fmt: skip


def delete_old(*, at: datetime) -> None:
    selectors.past_retention(at).delete()
