from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from access.viewer import Viewer
from responses.models import ReadingAgreement


def agreements_for(viewer: Viewer) -> QuerySet[ReadingAgreement]:
    found = ReadingAgreement.objects.select_related(
        "force", "asked_by", "decided_by", "ended_by"
    ).order_by("-pk")
    return found if viewer.is_national else found.filter(force__in=sorted(viewer.force_codes))


def latest_agreements(viewer: Viewer, *, most: int = 100) -> Sequence[ReadingAgreement]:
    return list(agreements_for(viewer)[:most])


def agreement_of(viewer: Viewer, pk: int) -> ReadingAgreement:
    """Raises Http404 for one of another force."""
    found = agreements_for(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
