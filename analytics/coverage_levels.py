"""The tables of coverage and response: who could be asked, who was, and who answered. Pure."""

from collections.abc import Mapping

from analytics.modes import MODES
from analytics.tables import (
    ALSO_RECORDED,
    CASE_DIMENSIONS,
    EVERYBODY,
    LEVELS,
    UNKNOWN,
    Dimension,
)
from responses.extract_rows import NOT_ASKED

MODE = "mode"
OF_CASES = (
    Dimension.REPORT_CHANNEL,
    Dimension.REPEAT_VICTIM,
    Dimension.ENHANCED_RIGHTS,
    Dimension.RISK_LEVEL,
    Dimension.ROUTE,
)
"""What the case file says, or how somebody was asked, by which nothing is weighed."""
PUBLIC_COVERAGE: Mapping[str, tuple[str, ...]] = {
    Dimension.ALL.value: (EVERYBODY,),
    **{
        of.value: tuple(dict.fromkeys((*LEVELS[of], UNKNOWN)))
        for of in (*CASE_DIMENSIONS, *ALSO_RECORDED)
    },
    MODE: MODES,
}
"""The dimensions of coverage and response that releases have too."""
COVERAGE_LEVELS: Mapping[str, tuple[str, ...]] = {
    **PUBLIC_COVERAGE,
    **{of.value: (*LEVELS[of], UNKNOWN) for of in OF_CASES},
    Dimension.ROUTE.value: (*LEVELS[Dimension.ROUTE], UNKNOWN, NOT_ASKED),
}
"""The dimensions of coverage and response: all that the case file knows, and the mode of the
invitation, by which there are no figures. Who was asked in a local area stands on the page of a
year."""
