"""Modes of answering."""

from dataclasses import dataclass

from responses.extract_rows import NOT_ASKED

WEB_MODES = ("web_sms", "web_email", "web_code")
MODES = (*WEB_MODES, "telephone", "paper", NOT_ASKED)


@dataclass(frozen=True, kw_only=True)
class ModeEffect:
    """Percentage points: observed, with crime, sex and age held constant, 95% interval, true
    difference."""

    raw: float
    standardised: float
    lower: float
    upper: float
    true: float


ON_SIMULATED_MODES = ModeEffect(raw=13.6, standardised=11.7, lower=10.1, upper=13.3, true=11.9)
"""Telephone less web on simulated victims; all real answers so far are of one mode.

In the simulation older victims are mostly telephoned, and all respondents answer 0.6 logits more
favourably by telephone. tests/analytics/stats/test_accuracy.py recomputes it.
"""
