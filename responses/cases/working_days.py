"""Working days, as the Victims' Code counts them: Monday to Friday without the bank holidays of
England and Wales. Pure."""

from datetime import date
from functools import lru_cache

import numpy as np

TOLD_WITHIN = 5
"""Working days in which the Code promises news of an outcome; 1 with enhanced rights, which a case
file tells too seldom to be judged by."""
ONE_OFF = (
    date(2020, 5, 8),
    date(2022, 6, 2),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
)
"""Bank holidays by proclamation, which no rule foretells: add each when it is proclaimed."""
MOVED = (date(2020, 5, 4), date(2022, 5, 30))
"""Bank holidays that were held on another day instead."""


@lru_cache(maxsize=4_096)
def working_days_after(day: date, count: int) -> date:
    """The day that many working days later. After a weekend or a holiday the first is the next
    working day."""
    found = np.busday_offset(day, count, roll="backward", holidays=bank_holidays(day.year))
    return date.fromisoformat(str(found))


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> tuple[date, ...]:
    """Of the year, the one before and the one after."""
    # Pandas, which knows the rules of holidays, stays out of the process of the pages.
    from pandas import DateOffset
    from pandas.tseries import holiday as rules

    first, last = date(year - 1, 1, 1), date(year + 1, 12, 31)
    monday = {"weekday": rules.MO(1)}, {"weekday": rules.MO(-1)}
    yearly = (
        rules.Holiday("new year", month=1, day=1, observance=rules.next_monday),
        rules.GoodFriday,
        rules.EasterMonday,
        rules.Holiday("early may", month=5, day=1, offset=DateOffset(**monday[0])),
        rules.Holiday("spring", month=5, day=31, offset=DateOffset(**monday[1])),
        rules.Holiday("summer", month=8, day=31, offset=DateOffset(**monday[1])),
        rules.Holiday("christmas", month=12, day=25, observance=rules.next_monday),
        rules.Holiday("boxing", month=12, day=26, observance=rules.next_monday_or_tuesday),
    )
    by_rule = {each.date() for rule in yearly for each in rule.dates(first, last)}
    one_off = {each for each in ONE_OFF if first <= each <= last}
    return tuple(sorted((by_rule | one_off) - set(MOVED)))
