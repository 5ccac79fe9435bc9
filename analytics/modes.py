"""How answers came in. Telephone and paper never share a figure with the web unmarked
(decision 18): a mode of its own gets tables of its own. Whoever types a code answers the same
form on the same web as who opens a link, so that is web too. Pure."""

from dataclasses import dataclass

NOT_ASKED = "not_asked"
"""The mode of those who were never invited."""
WEB_MODES = ("web_sms", "web_email", "web_code")
MODES = (*WEB_MODES, "telephone", "paper", NOT_ASKED)


@dataclass(frozen=True, kw_only=True)
class ModeEffect:
    """Points by which one mode stands above another: as it is, with crime, sex and age held, the
    95 % interval of that, and in truth."""

    raw: float
    standardised: float
    lower: float
    upper: float
    true: float


ON_SIMULATED_MODES = ModeEffect(raw=13.9, standardised=12.0, lower=10.4, upper=13.6, true=11.9)
"""Telephone less web on made-up victims, since all real answers are of one mode yet: the older are
mostly telephoned, and everybody is 0.6 logits kinder there. A test makes it anew
(tests/analytics/stats/test_accuracy.py)."""
