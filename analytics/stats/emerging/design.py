import numpy as np

from analytics.stats.emerging.tier import Array, Whole

LEVEL, DRIFT, FIRST_GAP = 0, 1, 7
WEEKS_A_YEAR = 52.18
CHRISTMAS_WEEKS = (51, 52, 53, 1)


def common_columns(week_of_year: Whole, weeks_each: int = 1) -> Array:
    """Return by week: level, drift in years from the newest week, two annual harmonics,
    Christmas."""
    weeks = len(week_of_year)
    years = (np.arange(weeks) - (weeks - 1)) * weeks_each / 52
    angle = 2 * np.pi * week_of_year / WEEKS_A_YEAR
    columns: Array = np.stack(
        [
            np.ones(weeks), years,
            np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle),
            np.isin(week_of_year, CHRISTMAS_WEEKS).astype(float),
        ],
        axis=1,
    )  # fmt: skip
    return columns
