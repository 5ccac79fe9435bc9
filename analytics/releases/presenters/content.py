import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from access.models import Force
from access.presenters import REGIONS, force_name
from analytics import words
from analytics.coverage_levels import PUBLIC_COVERAGE
from analytics.disclosure.places import NATION
from analytics.items import items
from analytics.releases.draft import LANGUAGES, Draft, QualityField, ReleaseKind
from analytics.releases.presenters import quality
from analytics.releases.presenters.sentences import printed, sentences
from analytics.releases.tables import FigureLine, Unpublished, WhyHidden, split_unpublished
from analytics.tables import SHOWN, shown_levels

YEAR = "year to "
LABELS: Mapping[str, Promise] = {
    "management": gettext_lazy("Management information, not official statistics"),
    "in_development": gettext_lazy("Official statistics in development"),
    "official": gettext_lazy("Official statistics"),
    "accredited": gettext_lazy("Accredited official statistics"),
}
WHY: Mapping[WhyHidden, Promise] = {
    WhyHidden.SMALL: gettext_lazy("fewer than 30 people answered"),
    WhyHidden.SMALL_SPECIAL: gettext_lazy("fewer than 50 people answered"),
    WhyHidden.PROTECTS_ANOTHER: gettext_lazy("to protect another group"),
    WhyHidden.NOT_BY_FORCE: gettext_lazy("published for England and Wales alone"),
    WhyHidden.NOBODY: gettext_lazy("nobody answered"),
    WhyHidden.NOT_ASKED: gettext_lazy("not asked"),
    WhyHidden.UNCERTAIN: gettext_lazy("too uncertain to publish"),
    WhyHidden.SEVERAL: gettext_lazy("too few people answered, or to protect another group"),
}
FIELDS: Mapping[QualityField, Promise] = {
    QualityField.METHOD: gettext_lazy("What changed in the method"),
    QualityField.RELEVANCE: gettext_lazy("What it can be used for"),
    QualityField.ACCURACY: gettext_lazy("How accurate it is"),
    QualityField.TIMELINESS: gettext_lazy("How timely it is"),
    QualityField.COHERENCE: gettext_lazy("How it agrees with other sources"),
    QualityField.LIMITS: gettext_lazy("What this release cannot tell"),
}
APART = frozenset({QualityField.METHOD, QualityField.LIMITS})
"""Fields with a place of their own on the page."""


def release_json(draft: Draft, *, forces: Sequence[Force], is_simulated: bool, label: str) -> str:
    readable, unpublished = split_unpublished(draft.figures)
    told: dict[str, Any] = {
        "survey": "National Victim Survey",
        "period": draft.period,
        "periods": _periods(draft),
        "version": draft.version,
        "kind": draft.edited.kind.value,
        "label": label,
        "stamp": "SIMULATED" if is_simulated else "",
        "publish_on": _day(draft.edited.publish_on),
        "next_on": _day(draft.edited.next_on),
        "contact_email": draft.edited.contact_email,
        "areas": [
            [code, kind, ons] for code, (kind, ons, _name) in quality.places(forces).items() if code
        ],
        "columns": FigureLine._fields,
        "figures": readable,
        "unpublished_columns": Unpublished._fields,
        "unpublished": unpublished,
        "responses": draft.responses,
        "words": {
            language: _words(draft, readable, language, forces=forces, label=label)
            for language in LANGUAGES
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def period_words(period: str) -> str:
    if period.startswith(YEAR):
        year = period.removeprefix(YEAR).split("-")[0]
        return _("the year to March %(year)s") % {"year": year}
    return words.period_name(period)


def _words(
    draft: Draft,
    readable: Sequence[FigureLine],
    language: str,
    *,
    forces: Sequence[Force],
    label: str,
) -> dict[str, Any]:
    with override(language):
        return {
            **_texts(draft, readable, language),
            "label": str(LABELS[label]),
            "marks": quality.marks(),
            "why": {each.value: str(said) for each, said in WHY.items()},
            "questions": {code: words.text_of(item.label) for code, item in items().items()},
            "dimensions": {each: words.dimension_name(each) for each in _dimensions()},
            "levels": level_names(),
            "areas": area_names(forces, language),
            "titles": _titles(),
            "heads": {"question": _("Question"), "force": _("Force"), "region": _("Region")},
        }


def _texts(draft: Draft, readable: Sequence[FigureLine], language: str) -> dict[str, Any]:
    periods, edited = _periods(draft), draft.edited
    names = {period: period_words(period) for period in periods}
    fields = edited.fields.get(language, {})
    is_first = edited.kind is ReleaseKind.FIRST
    return {
        "title": _("National Victim Survey: %(period)s") % {"period": names[draft.period]},
        "periods": names,
        "sentences": sentences(printed(readable, draft.responses), periods=periods, name_of=names),
        "fields": [
            [str(heading), fields[each]]
            for each, heading in FIELDS.items()
            if each not in APART and fields.get(each)
        ],
        "method_changes": fields.get(QualityField.METHOD, ""),
        "limits": [
            *([fields[QualityField.LIMITS]] if fields.get(QualityField.LIMITS) else []),
            *quality.general_limits(),
        ],
        "contact_name": edited.contact_name.get(language, ""),
        "reason": "" if is_first else edited.reason.get(language, draft.revision_note),
    }


def _periods(draft: Draft) -> list[str]:
    return sorted({line.period for line in draft.figures}, key=lambda each: YEAR in each)


def _titles() -> dict[str, str]:
    return {
        "questions": _("The ten questions: %(area)s, %(period)s"),
        "forces": _("%(question)s: forces by name, %(period)s"),
        "regions": _("%(question)s: regions by name, %(period)s"),
        "by": _("%(question)s, by %(by)s: %(area)s, %(period)s"),
    }


def _dimensions() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(each.value for each in SHOWN), *PUBLIC_COVERAGE)))


def level_names() -> dict[str, dict[str, str]]:
    levels = {**PUBLIC_COVERAGE, **{each.value: shown_levels(each) for each in SHOWN}}
    return {
        dimension: {level: words.level_name(dimension, level) for level in of}
        for dimension, of in levels.items()
    }


def area_names(forces: Sequence[Force], language: str) -> dict[str, str]:
    return {
        NATION: _("England and Wales"),
        **{
            force.region_code: str(REGIONS.get(force.region_code, force.region_name))
            for force in forces
        },
        **{force.code: force_name(force, language) for force in forces},
    }
