"""How answers were given. Telephone and paper answers never go into a web figure without a mark
(decision 18): each such mode has tables of its own. Answers by typed code use the same form on the
web as those by link, so they count as web. Pure."""

from dataclasses import dataclass

from responses.extract_rows import NOT_ASKED

WEB_MODES = ("web_sms", "web_email", "web_code")
MODES = (*WEB_MODES, "telephone", "paper", NOT_ASKED)


@dataclass(frozen=True, kw_only=True)
class ModeEffect:
    """Percentage points by which one mode is above another: observed, with crime, sex and age held,
    the 95 % interval of that, and the true difference."""

    raw: float
    standardised: float
    lower: float
    upper: float
    true: float


ON_SIMULATED_MODES = ModeEffect(raw=13.6, standardised=11.7, lower=10.1, upper=13.3, true=11.9)
"""Telephone less web on simulated victims, since all real answers so far are of one mode. In the
simulation older victims are mostly telephoned, and everybody answers 0.6 logits more favourably
there. tests/analytics/stats/test_accuracy.py computes it again."""
