"""Destroys the words of withdrawn responses, except texts that wait at a desk: these stay until a
reader has closed them (actions.reading.close)."""

from collections.abc import Collection

from responses.models import WrittenText
from responses.vault.sealed import written_texts


def destroy(response_ids: Collection[int]) -> None:
    """Run inside a transaction: the lock keeps a reader from closing a text meanwhile. The
    statements are the same with or without a text, so that their time gives nothing away."""
    locked = WrittenText.objects.select_for_update().filter(response__in=response_ids)
    list(locked.order_by("pk").values_list("pk"))
    written_texts.forget(response_ids)
