"""Records that responses changed, in the transaction of the change, so that figures are updated.

A database trigger, made by a migration, records every insert, update and delete of a response.
Changes of the cases of responses are recorded here."""

from collections.abc import Iterable, Sequence

from responses.models import Response, ResponseChange


def record_changes(response_ids: Iterable[int]) -> None:
    ResponseChange.objects.bulk_create(
        (ResponseChange(response_id=response_id) for response_id in response_ids), batch_size=5000
    )


def record_changes_of_cases(case_ids: Sequence[int]) -> None:
    """Record that the facts about these cases changed, for all their responses."""
    answered = Response.objects.filter(invitation__stage_event__case_id__in=case_ids)
    record_changes(answered.values_list("pk", flat=True))
