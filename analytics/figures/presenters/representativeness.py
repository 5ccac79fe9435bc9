from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics import words
from analytics.figures.presenters import gaps
from analytics.figures.presenters.gaps import GapWords
from analytics.figures.selectors.representativeness import Representation, Warnings
from analytics.weighting import reliability
from ui import formatting

MUCH_ALIKE, SOMEWHAT_ALIKE = 0.9, 0.8
"""R-indicators that correspond to response rates varying by five and by ten points around their
mean.
"""


def warnings(found: Warnings) -> list[str]:
    said = []
    if found.is_withheld:
        said.append(
            _(
                "All answers of this quarter together weigh as those of fewer than %(least)s "
                "people of equal weight. A release publishes none of these figures: [u] stands "
                "for them."
            )
            % {"least": reliability.LEAST_PUBLISHED}
        )
    if found.design_effect is not None:
        said.append(
            _(
                "Some answers weigh much more than others here: the design effect is %(effect)s, "
                "over %(most)s. Intervals are wider than the number of people suggests."
            )
            % {
                "effect": decimal(found.design_effect, 2),
                "most": decimal(reliability.MOST_DESIGN_EFFECT, 1),
            }
        )
    return said


@dataclass(frozen=True, kw_only=True)
class LateRow:
    label: str
    gap: GapWords


def likeness(found: Representation) -> str:
    if found.r_indicator is None:
        return _(
            "[c] Too few answered, or it would tell how many of a small group did: how alike those "
            "who answered are to those who were asked is not told."
        )
    said = {
        "indicator": decimal(found.r_indicator, 2),
        "lean": _lean(found.r_indicator),
    }
    return _("The R-indicator is %(indicator)s: %(lean)s") % said


def _lean(r_indicator: float) -> str:
    if r_indicator >= MUCH_ALIKE:
        return _("people of each stage, crime, sex and age answered about equally often.")
    if r_indicator >= SOMEWHAT_ALIKE:
        return _("people of some crimes, sexes or ages answered more often than others.")
    return _("people of some crimes, sexes or ages answered much more often than others.")


def late_rows(found: Representation) -> list[LateRow]:
    return [
        LateRow(
            label=words.label(one.item),
            gap=gaps.judged_words(one.judged, item=one.item),
        )
        for one in found.late
    ]


def release_quality_sentences(
    quality: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[str]:
    if ratio := quality.get("error_ratio"):
        yield _(
            "Intervals take the weights as given and are a little wide, on the safe side: the "
            "standard error of overall satisfaction that knows of the weighting is %(ratio)s times "
            "the one they imply, in the middle force."
        ) % {"ratio": decimal(ratio, 2)}
    if withheld := quality.get("withheld"):
        yield _(
            "Not published, because all answers of the quarter weigh as those of fewer than "
            "%(least)s people of equal weight: %(areas)s."
        ) % {
            "least": reliability.LEAST_PUBLISHED,
            "areas": listed(names[area] for area in withheld),
        }
    if uneven := quality.get("uneven"):
        yield _(
            "Weights differ widely, with a design effect above %(most)s, in: %(forces)s. Their "
            "intervals are wide for the number of people who answered."
        ) % {
            "most": decimal(reliability.MOST_DESIGN_EFFECT, 1),
            "forces": listed(
                f"{names[force]} ({decimal(effect, 2)})" for force, effect in uneven.items()
            ),
        }


def listed(each: Iterable[str]) -> str:
    return formatting.format_words(list(each), language=words.language())


def decimal(value: float, decimals: int) -> str:
    return formatting.format_number(value, language=words.language(), decimals=decimals)
