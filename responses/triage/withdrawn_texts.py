"""Words at a team stay until a reader has closed them."""

from collections.abc import Collection

from responses.models import WrittenText
from responses.vault.sealed import written_texts


def destroy(response_ids: Collection[int]) -> None:
    """In a transaction: the lock keeps a reader from closing a text meanwhile."""
    locked = WrittenText.objects.select_for_update().filter(response__in=response_ids)
    list(locked.order_by("pk").values_list("pk"))
    written_texts.forget(response_ids)
