from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from access.models import Force
from access.presenters import force_name
from analytics.coverage_levels import MODE
from analytics.items import Item, items
from analytics.stats.modelled.figure import Modelled
from analytics.stats.series import spc
from analytics.stats.suppression import Published, Share, SuppressionReason
from analytics.tables import (
    AGAINST_WOMEN_AND_GIRLS,
    BETWEEN,
    EVERYBODY,
    KIND_PAIRS,
    SELF_REPORTED,
    UNKNOWN,
    Dimension,
)
from responses.extract_rows import NOT_ASKED
from survey.definition.types import Text
from survey.module_names import STAGES
from ui import formatting
from ui.languages import gettext as _

DIMENSIONS: Mapping[str, Promise] = {
    Dimension.ALL: gettext_lazy("All victims"),
    Dimension.STAGE: gettext_lazy("Stage"),
    Dimension.CRIME_GROUP: gettext_lazy("Crime"),
    Dimension.SEX: gettext_lazy("Sex"),
    Dimension.AGE_BAND: gettext_lazy("Age"),
    Dimension.ETHNICITY: gettext_lazy("Ethnic group"),
    Dimension.DISABILITY: gettext_lazy("Disability"),
    Dimension.RELIGION: gettext_lazy("Religion"),
    Dimension.SEXUAL_ORIENTATION: gettext_lazy("Sexual orientation"),
    Dimension.GENDER_IDENTITY: gettext_lazy("Gender identity"),
    Dimension.PREGNANCY: gettext_lazy("Pregnancy and birth"),
    Dimension.REPORT_CHANNEL: gettext_lazy("How the crime was reported"),
    Dimension.RISK_LEVEL: gettext_lazy("Risk found by the force"),
    Dimension.REPEAT_VICTIM: gettext_lazy("Victim before within twelve months"),
    Dimension.ENHANCED_RIGHTS: gettext_lazy("Enhanced rights"),
    Dimension.ROUTE: gettext_lazy("Asked by text, or with help"),
    Dimension.LOCAL_AREA: gettext_lazy("Local area, by year"),
    Dimension.KIND: gettext_lazy("Violence against women and girls"),
    Dimension.KIND_SEX: gettext_lazy("Kind of crime and sex"),
    Dimension.KIND_STAGE: gettext_lazy("Kind of crime and stage"),
    Dimension.KIND_RISK: gettext_lazy("Kind of crime and risk found by the force"),
    Dimension.KIND_ROUTE: gettext_lazy("Kind of crime and how asked"),
    Dimension.KIND_CRIME: gettext_lazy("Kind of crime and crime group"),
    MODE: gettext_lazy("How people were asked"),
}
OUTCOMES: Mapping[str, Promise] = {
    "charged": gettext_lazy("Charged or summonsed"),
    "out_of_court": gettext_lazy("Dealt with out of court"),
    "taken_into_consideration": gettext_lazy("Taken into consideration"),
    "prosecution_prevented": gettext_lazy("Prosecution prevented, or not in the public interest"),
    "victim_supports_action": gettext_lazy("Evidential difficulties, victim supports action"),
    "victim_does_not_support_action": gettext_lazy(
        "Evidential difficulties, victim does not support action"
    ),
    "no_suspect": gettext_lazy("No suspect identified"),
    "elsewhere": gettext_lazy("Passed to another body, or not pursued further"),
    "unclear": gettext_lazy("One of several outcomes, not said which"),
}
"""By group of outcomes, as in the extract."""
KINDS: Mapping[str, Promise] = {
    AGAINST_WOMEN_AND_GIRLS: gettext_lazy("Against women and girls"),
    "sexual": gettext_lazy("Rape and other sexual offences"),
    "domestic": gettext_lazy("Domestic abuse"),
    "stalking": gettext_lazy("Stalking and harassment"),
    "violence": gettext_lazy("Other violence"),
    "other": gettext_lazy("All other crime"),
    UNKNOWN: gettext_lazy("Not recorded"),
}
"""A case counts as the first type that fits: a sexual offence is not counted as domestic abuse
too.
"""
_SHORT_KINDS: Mapping[str, Promise] = {
    AGAINST_WOMEN_AND_GIRLS: gettext_lazy("Women and girls"),
    "sexual": gettext_lazy("Sexual"),
    "domestic": gettext_lazy("Domestic"),
    "stalking": gettext_lazy("Stalking"),
    "violence": gettext_lazy("Violence"),
    "other": gettext_lazy("Other"),
    UNKNOWN: gettext_lazy("Not recorded"),
}
"""As written before a sex or stage next to a bar."""
DIMENSION_GROUPS: Mapping[Promise, tuple[Dimension, ...]] = {
    gettext_lazy("The case"): (
        Dimension.STAGE,
        Dimension.CRIME_GROUP,
        Dimension.REPORT_CHANNEL,
        Dimension.REPEAT_VICTIM,
        Dimension.ENHANCED_RIGHTS,
        Dimension.LOCAL_AREA,
    ),
    gettext_lazy("The nation by kind of crime"): (
        Dimension.KIND,
        Dimension.KIND_SEX,
        Dimension.KIND_STAGE,
        Dimension.KIND_RISK,
        Dimension.KIND_ROUTE,
    ),
    gettext_lazy("What victims say of themselves"): SELF_REPORTED,
}
"""Headings of lists of tables; all victims come before the first."""
LEVELS: Mapping[str, Mapping[str, Promise]] = {
    Dimension.ALL: {EVERYBODY: gettext_lazy("All victims")},
    Dimension.STAGE: STAGES,
    Dimension.CRIME_GROUP: {
        "violence": gettext_lazy("Violence"),
        "stalking_harassment": gettext_lazy("Stalking and harassment"),
        "sexual": gettext_lazy("Sexual offences"),
        "violence_or_sexual": gettext_lazy("Violence and sexual offences"),
        "robbery": gettext_lazy("Robbery"),
        "burglary": gettext_lazy("Burglary"),
        "vehicle": gettext_lazy("Vehicle crime"),
        "theft_person": gettext_lazy("Theft from the person"),
        "bicycle": gettext_lazy("Bicycle theft"),
        "shoplifting": gettext_lazy("Shoplifting"),
        "other_theft": gettext_lazy("Other theft"),
        "damage_arson": gettext_lazy("Damage and arson"),
        "drugs": gettext_lazy("Drugs"),
        "weapons": gettext_lazy("Weapons"),
        "public_order": gettext_lazy("Public order"),
        "misc": gettext_lazy("Other crime"),
        "fraud": gettext_lazy("Fraud"),
        UNKNOWN: gettext_lazy("Not recorded"),
    },
    Dimension.SEX: {"female": gettext_lazy("Female"), "male": gettext_lazy("Male")},
    Dimension.AGE_BAND: {
        "under_18": gettext_lazy("Under 18"),
        "18_24": gettext_lazy("18 to 24"),
        "25_34": gettext_lazy("25 to 34"),
        "35_44": gettext_lazy("35 to 44"),
        "45_54": gettext_lazy("45 to 54"),
        "55_64": gettext_lazy("55 to 64"),
        "65_74": gettext_lazy("65 to 74"),
        "75_over": gettext_lazy("75 or over"),
    },
    Dimension.ETHNICITY: {
        "asian": gettext_lazy("Asian"),
        "black": gettext_lazy("Black"),
        "mixed": gettext_lazy("Mixed or multiple"),
        "white": gettext_lazy("White"),
        "other": gettext_lazy("Other ethnic group"),
    },
    Dimension.DISABILITY: {"yes": gettext_lazy("Disabled"), "no": gettext_lazy("Not disabled")},
    Dimension.RELIGION: {
        "none": gettext_lazy("No religion"),
        "christian": gettext_lazy("Christian"),
        "buddhist": gettext_lazy("Buddhist"),
        "hindu": gettext_lazy("Hindu"),
        "jewish": gettext_lazy("Jewish"),
        "muslim": gettext_lazy("Muslim"),
        "sikh": gettext_lazy("Sikh"),
        "any_other": gettext_lazy("Any other religion"),
    },
    Dimension.SEXUAL_ORIENTATION: {
        "straight": gettext_lazy("Heterosexual or straight"),
        "gay_lesbian": gettext_lazy("Gay or lesbian"),
        "bisexual": gettext_lazy("Bisexual"),
        "other": gettext_lazy("Other sexual orientation"),
    },
    Dimension.GENDER_IDENTITY: {
        "yes": gettext_lazy("As registered at birth"),
        "no": gettext_lazy("Not as registered at birth"),
    },
    Dimension.PREGNANCY: {
        "yes": gettext_lazy("Pregnant or a new baby"),
        "no": gettext_lazy("Neither of these"),
    },
    Dimension.REPORT_CHANNEL: {
        "call_999": gettext_lazy("By calling 999"),
        "call_101": gettext_lazy("By calling 101"),
        "online": gettext_lazy("Online"),
        "front_counter": gettext_lazy("At a front counter"),
        "officer_on_patrol": gettext_lazy("To an officer on patrol"),
        "attended": gettext_lazy("To an officer who attended"),
        "third_party": gettext_lazy("Through a third-party centre"),
        "report_fraud": gettext_lazy("Through Report Fraud"),
        "partner": gettext_lazy("Through a partner"),
        "desk_only": gettext_lazy("At a desk alone"),
    },
    Dimension.RISK_LEVEL: {
        "standard": gettext_lazy("Standard risk"),
        "medium": gettext_lazy("Medium risk"),
        "high": gettext_lazy("High risk"),
    },
    Dimension.REPEAT_VICTIM: {
        "yes": gettext_lazy("Was a victim before"),
        "no": gettext_lazy("Was not a victim before"),
    },
    Dimension.ENHANCED_RIGHTS: {
        "serious": gettext_lazy("Victim of a most serious crime"),
        "persistent": gettext_lazy("Persistently targeted"),
        "vulnerable": gettext_lazy("Vulnerable"),
        "intimidated": gettext_lazy("Intimidated"),
        "none": gettext_lazy("Assessed: no enhanced rights"),
    },
    Dimension.ROUTE: {
        "text": gettext_lazy("By text"),
        "text_with_word": gettext_lazy("By text, with an agreed word"),
        "code_adviser": gettext_lazy("By a code from an adviser"),
        "code_officer": gettext_lazy("By a code from an officer"),
    },
    Dimension.KIND: KINDS,
    MODE: {
        "web_sms": gettext_lazy("By text, answered on the web"),
        "web_email": gettext_lazy("By e-mail, answered on the web"),
        "web_code": gettext_lazy("By a code that an adviser handed over, answered on the web"),
        "telephone": gettext_lazy("By telephone"),
        "paper": gettext_lazy("On paper"),
        NOT_ASKED: gettext_lazy("Not asked"),
    },
}
_OTHER_ROUTE = gettext_lazy("Another way, or not recorded")
# One wording for both: "everyone gave one answer" would reveal each person's answer.
_HIDDEN = gettext_lazy("showing it would tell how a small group answered")
HIDDEN: Mapping[SuppressionReason, Promise] = {
    SuppressionReason.NO_ANSWERS: gettext_lazy("nobody answered"),
    SuppressionReason.SMALL_BASE: gettext_lazy("fewer than 10 people answered"),
    SuppressionReason.SMALL_SPECIAL: gettext_lazy("fewer than 50 people answered"),
    SuppressionReason.SMALL_AREA: gettext_lazy("fewer than 30 people answered in the year"),
    SuppressionReason.UNIFORM: _HIDDEN,
    SuppressionReason.PROTECTS_ANOTHER: _HIDDEN,
    SuppressionReason.NOT_BY_FORCE: gettext_lazy("not shown by force"),
    SuppressionReason.BY_YEAR: gettext_lazy("fewer than 30 people answered; see the whole year"),
    SuppressionReason.NOT_CLOSED: gettext_lazy("shown once the quarter has closed"),
    SuppressionReason.OF_OTHER_FORCES: gettext_lazy(
        "told on the pages of the forces that became this one"
    ),
}

MODELLED = "[m]"

SIGNALS: Mapping[spc.Signal, Promise] = {
    spc.Signal.OUTSIDE: gettext_lazy("outside the limits of its own habit"),
    spc.Signal.TREND: gettext_lazy("one of seven or more in a row that rise, or that fall"),
    spc.Signal.NEAR_LIMIT: gettext_lazy("one of two in three that lie close to a limit"),
    spc.Signal.SHIFT: gettext_lazy("one of seven or more in a row on one side of its mean"),
}


@dataclass(frozen=True, kw_only=True)
class EstimateWords:
    value: str = ""
    interval: str = ""
    mark: str = ""

    @property
    def is_hidden(self) -> bool:
        return not self.value

    @property
    def line(self) -> str:
        mark = f"[{self.mark}]" if self.mark else ""
        if self.is_hidden:
            return mark
        estimate = _("%(value)s (%(interval)s)") % {"value": self.value, "interval": self.interval}
        return f"{estimate} {mark}".rstrip()


@dataclass(frozen=True, kw_only=True)
class FigureWords(EstimateWords):
    base: str = ""
    effective_base: str = ""
    reason: str = ""


def figure_words(share: Share) -> FigureWords:
    if not isinstance(share, Published):
        return FigureWords(mark=share.reason.symbol.strip("[]"), reason=str(HIDDEN[share.reason]))
    return FigureWords(
        value=percent(share.positive),
        interval=formatting.format_interval(
            share.interval.lower, share.interval.upper, language=language()
        ),
        base=number(share.base),
        effective_base=number(share.effective_base),
        mark=share.mark.value.strip("[]"),
    )


def modelled_words(modelled: Modelled | None) -> EstimateWords:
    if modelled is None:
        return EstimateWords()
    return EstimateWords(
        value=percent(modelled.share),
        interval=formatting.format_interval(
            modelled.interval.lower, modelled.interval.upper, language=language()
        ),
        mark=MODELLED.strip("[]"),
    )


def signal_words(point: spc.ControlPoint) -> str:
    return str(SIGNALS[point.signal]) if point.signal else ""


def language() -> str:
    return get_language() or "en"


def percent(share: float) -> str:
    return formatting.format_share(share, language=language())


def number(value: float) -> str:
    return formatting.format_number(value, language=language())


def text_of(text: Text) -> str:
    return text.get(language().split("-")[0], text["en"])


def label(item: str) -> str:
    return text_of(items()[item].label)


def period_name(period: str) -> str:
    if "Q" not in period:
        return _("the year to March %(year)s") % {"year": int(period.split("-")[0]) + 1}
    year, quarter = period.split("-Q")
    return _("%(year)s Q%(quarter)s") % {"year": year, "quarter": quarter}


def dimension_name(dimension: str) -> str:
    return str(DIMENSIONS[dimension])


def level_name(dimension: str, level: str) -> str:
    return _level_name(dimension, level, language())


@lru_cache(maxsize=4_096)
def _level_name(dimension: str, level: str, _language: str) -> str:
    if dimension in KIND_PAIRS:
        kind, within = level.split(BETWEEN)
        return _("%(kind)s: %(level)s") % {
            "kind": _SHORT_KINDS[kind],
            "level": level_name(KIND_PAIRS[Dimension(dimension)], within),
        }
    if dimension == Dimension.LOCAL_AREA and level not in (EVERYBODY, UNKNOWN):
        # The force's own code from its case files.
        return level
    if dimension == Dimension.ROUTE and level not in LEVELS[Dimension.ROUTE]:
        return str(LEVELS[MODE].get(level, _OTHER_ROUTE))
    names = LEVELS.get(dimension, {})
    return str(names.get(level, LEVELS[Dimension.CRIME_GROUP][UNKNOWN]))


def place_name(force: Force | None) -> str:
    return _("England and Wales") if force is None else force_name(force, language())


def finding(item: Item, *, period: str, share: Share, nation: Share | None) -> str:
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
