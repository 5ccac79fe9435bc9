"""Dimensions of coverage and response."""

from collections.abc import Mapping

from analytics.answer_modes import MODES
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
"""From the case file or the invitation; not used for weighting."""
PUBLIC_COVERAGE: Mapping[str, tuple[str, ...]] = {
    Dimension.ALL.value: (EVERYBODY,),
    **{
        of.value: tuple(dict.fromkeys((*LEVELS[of], UNKNOWN)))
        for of in (*CASE_DIMENSIONS, *ALSO_RECORDED)
    },
    MODE: MODES,
}
"""Dimensions of coverage and response that releases include."""
COVERAGE_LEVELS: Mapping[str, tuple[str, ...]] = {
    **PUBLIC_COVERAGE,
    **{of.value: (*LEVELS[of], UNKNOWN) for of in OF_CASES},
    Dimension.ROUTE.value: (*LEVELS[Dimension.ROUTE], UNKNOWN, NOT_ASKED),
}
"""All case-file dimensions, and the mode of invitation, which has no figures.

Local areas are on the page of a year.
"""
