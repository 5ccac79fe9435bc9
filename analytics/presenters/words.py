"""The words of figures: names of dimensions and levels, values rounded for people, and what to
say where a figure may not be shown. Rounding happens here and nowhere before."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from access.models import Force
from access.presenters import force_name
from analytics.items import Item, items
from analytics.stats.suppression import Published, Reason, Share
from analytics.tables import EVERYBODY, UNKNOWN, Dimension
from survey.definition import Text
from ui import formatting

DIMENSIONS: Mapping[Dimension, Promise] = {
    Dimension.ALL: lazy("All victims"),
    Dimension.STAGE: lazy("Stage"),
    Dimension.CRIME_GROUP: lazy("Crime"),
    Dimension.SEX: lazy("Sex"),
    Dimension.AGE_BAND: lazy("Age"),
    Dimension.ETHNICITY: lazy("Ethnic group"),
    Dimension.DISABILITY: lazy("Disability"),
}
LEVELS: Mapping[Dimension, Mapping[str, Promise]] = {
    Dimension.ALL: {EVERYBODY: lazy("All victims")},
    Dimension.STAGE: {
        "ST1": lazy("Reporting"),
        "ST2": lazy("Investigation"),
        "ST3a": lazy("Closed without charge"),
        "ST3b": lazy("Settled out of court"),
        "ST3c": lazy("Charge"),
        "ST4": lazy("Waiting for court"),
        "ST5": lazy("Court result"),
        "ST6": lazy("Sentence"),
        "ST7": lazy("Release"),
        "ST8": lazy("Bereaved families"),
    },
    Dimension.CRIME_GROUP: {
        "violence": lazy("Violence"),
        "stalking_harassment": lazy("Stalking and harassment"),
        "sexual": lazy("Sexual offences"),
        "violence_or_sexual": lazy("Violence and sexual offences"),
        "robbery": lazy("Robbery"),
        "burglary": lazy("Burglary"),
        "vehicle": lazy("Vehicle crime"),
        "theft_person": lazy("Theft from the person"),
        "bicycle": lazy("Bicycle theft"),
        "shoplifting": lazy("Shoplifting"),
        "other_theft": lazy("Other theft"),
        "damage_arson": lazy("Damage and arson"),
        "drugs": lazy("Drugs"),
        "weapons": lazy("Weapons"),
        "public_order": lazy("Public order"),
        "misc": lazy("Other crime"),
        "fraud": lazy("Fraud"),
        UNKNOWN: lazy("Not recorded"),
    },
    Dimension.SEX: {"female": lazy("Female"), "male": lazy("Male")},
    Dimension.AGE_BAND: {
        "under_18": lazy("Under 18"),
        "18_24": lazy("18 to 24"),
        "25_34": lazy("25 to 34"),
        "35_44": lazy("35 to 44"),
        "45_54": lazy("45 to 54"),
        "55_64": lazy("55 to 64"),
        "65_74": lazy("65 to 74"),
        "75_over": lazy("75 or over"),
    },
    Dimension.ETHNICITY: {
        "asian": lazy("Asian"),
        "black": lazy("Black"),
        "mixed": lazy("Mixed or multiple"),
        "white": lazy("White"),
        "other": lazy("Other ethnic group"),
    },
    Dimension.DISABILITY: {"yes": lazy("Disabled"), "no": lazy("Not disabled")},
}
# One wording for all of the hidden: "everyone gave one answer" would tell the answer of each.
_HIDDEN = lazy("hidden, so that nobody can be recognised")
HIDDEN: Mapping[Reason, Promise] = {
    Reason.NO_ANSWERS: lazy("nobody answered"),
    Reason.SMALL_BASE: _HIDDEN,
    Reason.UNIFORM: _HIDDEN,
    Reason.PROTECTS_ANOTHER: _HIDDEN,
    Reason.NOT_BY_FORCE: lazy("not shown by force"),
}


@dataclass(frozen=True, kw_only=True)
class FigureWords:
    """A figure as it is read, its parts together. A hidden one has a mark and a reason only."""

    value: str = ""
    interval: str = ""
    base: str = ""
    mark: str = ""
    reason: str = ""

    @property
    def is_hidden(self) -> bool:
        return not self.value

    @property
    def line(self) -> str:
        """ "61 % (58–64 %) [u]", or the mark alone."""
        mark = f"[{self.mark}]" if self.mark else ""
        if self.is_hidden:
            return mark
        return f"{self.value} ({self.interval}) {mark}".rstrip()


def figure_words(share: Share) -> FigureWords:
    if not isinstance(share, Published):
        return FigureWords(mark=share.reason.symbol.strip("[]"), reason=str(HIDDEN[share.reason]))
    return FigureWords(
        value=percent(share.positive),
        interval=formatting.format_interval(
            share.interval.lower, share.interval.upper, language=language()
        ),
        base=number(share.base),
        mark=share.mark.value.strip("[]"),
    )


def language() -> str:
    return get_language() or "en"


def percent(share: float) -> str:
    return formatting.format_share(share, language=language())


def number(value: float) -> str:
    return formatting.format_number(value, language=language())


def text_of(text: Text) -> str:
    """A text of the measures in the reader's language."""
    return text.get(language().split("-")[0], text["en"])


def label(item: str) -> str:
    return text_of(items()[item].label)


def period_name(period: str) -> str:
    year, quarter = period.split("-Q")
    return _("%(year)s Q%(quarter)s") % {"year": year, "quarter": quarter}


def dimension_name(dimension: Dimension) -> str:
    return str(DIMENSIONS[dimension])


def level_name(dimension: Dimension, level: str) -> str:
    names = LEVELS[dimension]
    return str(names.get(level, LEVELS[Dimension.CRIME_GROUP][UNKNOWN]))


def place_name(force: Force | None) -> str:
    return _("England and Wales") if force is None else force_name(force, language())


def finding(item: Item, *, period: str, share: Share, nation: Share | None) -> str:
    """The figure as a sentence, beside the nation's where there is one to stand beside."""
    if not isinstance(share, Published):
        return _("In %(period)s there is no figure to show here: %(reason)s.") % {
            "period": period_name(period),
            "reason": HIDDEN[share.reason],
        }
    figure = figure_words(share)
    parts = {
        "period": period_name(period),
        "share": figure.value,
        "finding": text_of(item.finding),
        "interval": figure.interval,
        "base": figure.base,
    }
    if isinstance(nation, Published):
        return _(
            "In %(period)s, %(share)s of victims who answered %(finding)s "
            "(%(interval)s, base %(base)s); nation %(nation)s."
        ) % {**parts, "nation": percent(nation.positive)}
    return (
        _(
            "In %(period)s, %(share)s of victims who answered %(finding)s "
            "(%(interval)s, base %(base)s)."
        )
        % parts
    )
