"""Telling figures that what they are made of changed, in the transaction that changes it.

Of responses the database tells by itself, whoever writes, edits or destroys one (a trigger, made
by migration); what changes of their cases is told here."""

from collections.abc import Iterable, Sequence

from responses.models import Response, ResponseChange


def tell(response_ids: Iterable[int]) -> None:
    ResponseChange.objects.bulk_create(
        (ResponseChange(response_id=response_id) for response_id in response_ids), batch_size=5000
    )


def tell_of_cases(case_ids: Sequence[int]) -> None:
    """What is known of the cases changed."""
    answered = Response.objects.filter(invitation__stage_event__case_id__in=case_ids)
    tell(answered.values_list("pk", flat=True))
