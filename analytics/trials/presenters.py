from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analytics.stats import judgement as stats
from analytics.stats.judgement import ArmResult, Judged
from responses import extract
from responses.extract import TrialResult
from ui.formatting import (
    format_date_range,
    format_number,
    format_points,
    format_share,
)


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    name: str
    base: str
    share: str
    difference: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    outcome: str
    why: str
    days: str
    base: str
    """The people counted."""
    rows: tuple[ResultRow, ...]


def result_page(result: TrialResult) -> ResultPage:
    words = extract.trial_words()
    return ResultPage(
        outcome=words.outcomes[result.outcome],
        why=result.why,
        days=format_date_range(result.first_day, result.last_day, language=_language()),
        base=words.bases[result.outcome],
        rows=_rows(result) if stats.may_be_shown(result.arms) else (),
    )


def _rows(result: TrialResult) -> tuple[ResultRow, ...]:
    names = extract.trial_words().arms
    return tuple(
        _row(names[result.kind, arm], found) for arm, found in stats.compare(result.arms).items()
    )


def _row(name: str, found: ArmResult) -> ResultRow:
    language, judged = _language(), found.judged
    return ResultRow(
        name=name,
        base=format_number(found.share.trials, language=language),
        share=format_share(found.share.share, language=language, decimals=1),
        difference=format_points(judged.difference.value, language=language, decimals=1)
        if judged
        else "",
        sentence=_sentence(judged),
    )


def _sentence(judged: Judged | None) -> str:
    if judged is None:
        return _("The usual way")
    interval = judged.difference.interval
    facts = {
        "lower": format_points(interval.lower, language=_language(), decimals=1),
        "upper": format_points(interval.upper, language=_language(), decimals=1),
        "points": format_number(100 * judged.detectable, language=_language(), decimals=1),
    }
    if judged.is_clear:
        return (
            _("Clearly different: %(lower)s to %(upper)s points (95 per cent over all arms)")
            % facts
        )
    return (
        _(
            "No clear difference: %(lower)s to %(upper)s points (95 per cent over all arms); a "
            "difference of %(points)s points would have been seen"
        )
        % facts
    )


def _language() -> str:
    return get_language() or "en"
