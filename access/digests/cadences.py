from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

LOOKS_AT = time(8, 0)
"""Local time at which a day or week ends: after alerts were raised."""


class HowOften(StrEnum):
    NEVER = "never"
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


def period_of(how_often: HowOften, now: datetime) -> str:
    """The period that ended last at local `now`; "" where no mail is wanted."""
    day = now.date() if now.time() >= LOOKS_AT else now.date() - timedelta(days=1)
    if how_often is HowOften.AT_ONCE:
        moment = now.astimezone(UTC)
        return moment.replace(minute=moment.minute - moment.minute % 15).strftime("%Y-%m-%dT%H:%M")
    if how_often is HowOften.DAILY:
        return day.isoformat()
    if how_often is HowOften.WEEKLY:
        return "{}-W{:02}".format(*day.isocalendar()[:2])
    return ""
