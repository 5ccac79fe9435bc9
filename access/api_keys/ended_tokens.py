"""Tokens that have ended: nobody needs them, and each pruning deletes them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from access.models import ApiToken

PRUNED_WITHIN = timedelta(days=1)


def past_retention(at: datetime) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(expires_at__lte=at - PRUNED_WITHIN)


def forget(*, at: datetime) -> None:
    ApiToken.objects.filter(expires_at__lte=at).delete()
