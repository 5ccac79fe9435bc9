"""Keeps the contact journal complete: what a page could not write, and how far ids have come."""

from datetime import datetime

from django.db.models import Max

from access.continuity import holding
from responses.models import Invitation, Response
from responses.vault.opt_outs import journal as opt_out_journal


def keep_journal(*, at: datetime) -> None:
    """Append the opt-outs that could not be written in their time, and the highest ids given out
    since the last note. Raises OSError or JournalError."""
    opt_out_journal.append_missing(at=at)
    holding.note_issued(_issued_ids(), at=at)


def _issued_ids() -> dict[str, int]:
    """By model, the highest id: of those from which links and withdrawal words are made."""
    models = (Invitation, Response)
    highest = {
        model._meta.label: model.objects.aggregate(highest=Max("pk"))["highest"] for model in models
    }
    return {label: number for label, number in highest.items() if number}
