"""How well the answers stand for the victims, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from analytics import reliability
from analytics.presenters import words
from analytics.selectors.standing import Warnings
from ui import formatting


def warnings(found: Warnings) -> list[str]:
    """What a reader must know before she uses a force's figures; mostly nothing."""
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


def of_release(quality: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """How wide intervals are, which areas are not published for want of answers, and whose weights
    differ widely. A release of before these were kept says nothing of them."""
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
            "areas": _listed(names[area] for area in withheld),
        }
    if uneven := quality.get("uneven"):
        yield _(
            "Weights differ widely, with a design effect above %(most)s, in: %(forces)s. Their "
            "intervals are wide for the number of people who answered."
        ) % {
            "most": decimal(reliability.MOST_DESIGN_EFFECT, 1),
            "forces": _listed(
                f"{names[force]} ({decimal(effect, 2)})" for force, effect in uneven.items()
            ),
        }


def _listed(each: Iterable[str]) -> str:
    return formatting.format_words(list(each), language=words.language())


def decimal(value: float, decimals: int) -> str:
    return formatting.format_number(value, language=words.language(), decimals=decimals)
