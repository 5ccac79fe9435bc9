"""Keeping a page of figures under a name, and taking it away again. Neither is in the audit trail:
it is a bookmark, and opening it is opening the page."""

from datetime import datetime

from django.db import IntegrityError, transaction

from access.actor import Actor
from access.models import SavedView
from access.saved_views import addresses


class NotAPageError(ValueError):
    """The address is of no page of figures."""


class TakenError(Exception):
    """The person has a view of this name, kept a moment ago."""


def save_view(*, name: str, address: str, by: Actor, at: datetime) -> SavedView:
    """Raises NotAPageError, TakenError."""
    if not addresses.is_page_of_figures(address):
        raise NotAPageError
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                user_id=by.user_id, name=name, address=address, saved_at=at
            )
    except IntegrityError as taken:
        raise TakenError from taken


def take_away(view: SavedView) -> None:
    view.delete()
