from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics import answer_modes, words
from analytics.figures.presenters.representativeness import decimal, listed
from analytics.releases.gaming_checks import GamingCheck

SATISFIED_IN_CRIME_SURVEY = 0.51
"""Very or fairly satisfied with how the police handled the matter, of incidents known to the
police, year ending March 2025 (Office for National Statistics).
"""


@dataclass(frozen=True, kw_only=True)
class ReportSection:
    heading: str
    paragraphs: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def sections(quality: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[ReportSection]:
    if found := quality.get("apart"):
        yield ReportSection(
            heading=_("What to ask of forces"), paragraphs=tuple(_outlying_sentences(found, names))
        )
    if headline := quality.get("headline"):
        yield ReportSection(
            heading=_("How people were asked"), paragraphs=(_one_mode(), _other_modes())
        )
        yield ReportSection(
            heading=_("Beside the Crime Survey for England and Wales"),
            paragraphs=tuple(_crime_survey(headline)),
        )


def _outlying_sentences(
    found: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]
) -> Iterator[str]:
    yield _(
        "A force that leaves out those it served badly would look better than it is. So the forces "
        "are named here whose case files stand apart from those of the others, outside the limits "
        "that hold 99.8 per cent of forces. Crimes and records differ: these are questions to ask, "
        "not verdicts."
    )
    for what in GamingCheck:
        if what in found:
            yield " ".join((_share(what, found[what]["share"]), *_name_forces(found[what], names)))


def _share(what: GamingCheck, share: float) -> str:
    said = {
        GamingCheck.EXCLUDED: _("Of the stages in scope, a rule left out %(share)s."),
        GamingCheck.UNREACHED: _("Of the others, %(share)s had no number or address to be used."),
        GamingCheck.UNDELIVERED: _("Of the invitations, %(share)s proved undeliverable."),
    }
    return said[what] % {"share": words.percent(share)}


def _name_forces(found: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[str]:
    if found["above"]:
        forces = listed(names[force] for force in found["above"])
        yield _("Above the limits: %(forces)s.") % {"forces": forces}
    if found["below"]:
        forces = listed(names[force] for force in found["below"])
        yield _("Below the limits: %(forces)s.") % {"forces": forces}
    if not found["above"] and not found["below"]:
        yield _("No force is outside the limits.")


def _one_mode() -> str:
    return _(
        "All these answers were given on the web, by a link or by a code. What was answered by "
        "telephone, on paper or in a victim’s place stands apart and is in none of the figures."
    )


def _other_modes() -> str:
    effect = answer_modes.ON_SIMULATED_MODES
    return _(
        "How somebody is asked changes the answer, and who answers in which way differs too. On "
        "made-up victims who are kinder by telephone, the telephone stood %(raw)s points above the "
        "web; with crime, sex and age held, %(standardised)s points (%(lower)s to %(upper)s). The "
        "truth was %(true)s. Once real people answer by telephone, the same will be estimated "
        "from their answers, and still no figure will mix the two."
    ) % {
        name: decimal(value, 1)
        for name, value in {
            "raw": effect.raw,
            "standardised": effect.standardised,
            "lower": effect.lower,
            "upper": effect.upper,
            "true": effect.true,
        }.items()
    }


def _crime_survey(headline: Mapping[str, str]) -> Iterator[str]:
    if headline["positive"].isdigit():
        yield _(
            "Here %(share)s were satisfied overall (%(lower)s to %(upper)s). In the Crime Survey "
            "for England and Wales %(survey)s of those whose incident the police came to know of "
            "were satisfied with how they handled it, in the year to March 2025."
        ) % {
            "share": words.percent(int(headline["positive"]) / 100),
            "lower": words.percent(int(headline["lower"]) / 100),
            "upper": words.percent(int(headline["upper"]) / 100),
            "survey": words.percent(SATISFIED_IN_CRIME_SURVEY),
        }
    yield _(
        "The two need not agree. That survey asks a sample of all households, at home and mostly "
        "face to face, about the past twelve months; this one asks victims whose case a force "
        "recorded, on their own telephone and soon after a stage of it, and leaves out those whom "
        "it would not be safe to ask. Neither is used to mend the other."
    )
