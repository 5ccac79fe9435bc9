from datetime import datetime

from django.db import IntegrityError, transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import SavedView
from access.saved_views import addresses


class NotAPageError(ValueError):
    pass


class OwnerlessViewError(Exception):
    pass


class NameTakenError(Exception):
    pass


def save_view(*, name: str, address: str, by: Actor, at: datetime) -> SavedView:
    """Raises OwnerlessViewError, NotAPageError, NameTakenError."""
    if by.user_id is None:
        raise OwnerlessViewError
    if not addresses.is_page_of_figures(address):
        raise NotAPageError
    try:
        with transaction.atomic():
            audit.record(AuditKind.VIEW_SAVED, by=by, at=at, page=address.split("?")[0])
            return SavedView.objects.create(user_id=by.user_id, name=name, address=address)
    except IntegrityError as taken:
        raise NameTakenError from taken


@transaction.atomic
def take_away(*, view: SavedView, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.VIEW_TAKEN_AWAY, by=by, at=at, page=view.address.split("?")[0])
    view.delete()
