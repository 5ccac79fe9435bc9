"""Keeps the day on which a key was last used: one write a day, and no trail of every call."""

from datetime import date

from access.models import ApiKey


def note(key: ApiKey, *, on: date) -> None:
    if key.last_used_on != on:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=on)
