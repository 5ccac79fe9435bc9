"""Adds to the journal what a page could not write, and the highest ids."""

from datetime import datetime

from django.db.models import Max

from access.continuity import holding
from responses.models import Invitation, Response
from responses.vault.opt_outs import journal as opt_out_journal


def keep_journal(*, at: datetime) -> None:
    """Raises OSError or JournalError."""
    opt_out_journal.append_missing(at=at)
    models = (Invitation, Response)
    highest = {
        model._meta.label: model.objects.aggregate(highest=Max("pk"))["highest"] for model in models
    }
    holding.note_issued({label: number for label, number in highest.items() if number}, at=at)
