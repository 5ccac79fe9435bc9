"""When a text must have been read. Pure."""

from datetime import UTC, datetime, time, timedelta

from responses.cases.working_days import working_days_after
from responses.triage.risk.reading import TIME_ALLOWED, TriageClock
from responses.triage.rota import LONDON, Rota, due_after

END_OF_DAY = time(17)


def due_at(clock: TriageClock, *, rota: Rota, sent_at: datetime) -> datetime:
    """By when a person must read the text. The half hour never pauses. The four hours count while a
    reader is on duty, and never end later than the working day."""
    if clock is TriageClock.HALF_HOUR:
        return sent_at.astimezone(UTC) + TIME_ALLOWED[clock]
    end = _end_of_next_working_day(sent_at)
    if clock is TriageClock.WORKING_DAY:
        return end
    return min(end, due_after(TIME_ALLOWED[clock], rota=rota, at=sent_at))


def again_due_at(clock: TriageClock, *, rota: Rota, due: datetime) -> datetime:
    """When the same clock has run out a second time after `due`."""
    if clock is TriageClock.WORKING_DAY:
        return due + timedelta(days=1)
    return due_at(clock, rota=rota, sent_at=due)


def _end_of_next_working_day(sent_at: datetime) -> datetime:
    day = working_days_after(sent_at.astimezone(LONDON).date(), 1)
    return datetime.combine(day, END_OF_DAY, tzinfo=LONDON)
