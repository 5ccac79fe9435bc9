"""When a text must have been read. Pure."""

from datetime import datetime, time

from responses.cases.working_days import working_days_after
from responses.triage.risk.reading import STAFFED_TIME, TriageClock
from responses.triage.rota import LONDON, Rota, due_after

END_OF_DAY = time(17)


def due_at(clock: TriageClock, *, rota: Rota, sent_at: datetime) -> datetime:
    """The first two clocks count the time in which somebody reads; the third ends with the next
    working day."""
    if clock in STAFFED_TIME:
        return due_after(STAFFED_TIME[clock], rota=rota, at=sent_at)
    day = working_days_after(sent_at.astimezone(LONDON).date(), 1)
    return datetime.combine(day, END_OF_DAY, tzinfo=LONDON)
