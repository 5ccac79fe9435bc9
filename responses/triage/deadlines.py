from datetime import UTC, datetime, time, timedelta

from responses.cases.working_days import working_days_after
from responses.triage.risk.reading import TIME_ALLOWED, TriageClock
from responses.triage.rota import LONDON, Rota, due_after

END_OF_DAY = time(17)


def due_at(clock: TriageClock, *, rota: Rota, sent_at: datetime) -> datetime:
    if clock is TriageClock.HALF_HOUR:
        return sent_at.astimezone(UTC) + TIME_ALLOWED[clock]
    day = working_days_after(sent_at.astimezone(LONDON).date(), 1)
    end = datetime.combine(day, END_OF_DAY, tzinfo=LONDON)
    if clock is TriageClock.WORKING_DAY:
        return end
    return min(end, due_after(TIME_ALLOWED[clock], rota=rota, at=sent_at))


def again_due_at(clock: TriageClock, *, rota: Rota, due: datetime) -> datetime:
    if clock is TriageClock.WORKING_DAY:
        return due + timedelta(days=1)
    return due_at(clock, rota=rota, sent_at=due)
