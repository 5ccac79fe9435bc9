from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.public_site.content import SiteSection
from analytics.public_site.frozen import PublicRelease
from analytics.stats.suppression import Mark
from analytics.tables import AGAINST_WOMEN_AND_GIRLS, EVERYBODY

HIDDEN = Mark.CONFIDENTIAL.value
OF_A_HUNDRED: Mapping[str, str | Promise] = {
    "sexual": gettext_lazy("Of 100 women who reported rape or another sexual offence"),
    "domestic": gettext_lazy("Of 100 women who reported domestic abuse"),
    "stalking": gettext_lazy("Of 100 women who reported stalking or harassment"),
    AGAINST_WOMEN_AND_GIRLS: gettext_lazy("Of 100 women who reported any of these"),
    EVERYBODY: gettext_lazy("Of 100 victims of any crime"),
}


def sections(release: PublicRelease) -> Iterator[SiteSection]:
    lines = release.account.get("silent", ())
    if not lines:
        return
    yield SiteSection(
        heading=_("Who is silent"),
        paragraphs=[
            _(
                "The figures are of victims who answered. The others could not be asked, were "
                "not drawn, or did not answer."
            ),
        ],
        points=[_line(line) for line in lines if line["group"] in OF_A_HUNDRED],
        is_lead=True,
    )
    yield SiteSection(
        paragraphs=[
            _(
                "Counted are stages of cases that forces recorded in the quarter, so somebody "
                "whose case came to two stages counts twice. Could be asked: by the survey’s "
                "rules, safely and with a number or address that works. Asked: those of them who "
                "were drawn. Answered: on the web, by the victim."
            )
        ]
    )


def _line(line: Mapping[str, str]) -> str:
    of = str(OF_A_HUNDRED[line["group"]])
    named = {
        "of": of,
        "could": _counted(line["could_be_asked"]),
        "asked": _counted(line["asked"]),
        "answered": _counted(line["answered"]),
    }
    if line["could_be_asked"] == HIDDEN:
        return _("%(of)s: too few reported it in the quarter to say.") % named
    if line["asked"] == HIDDEN:
        return _("%(of)s, %(could)s could be asked. How many were cannot be told.") % named
    if line["answered"] == HIDDEN:
        return (
            _(
                "%(of)s, %(could)s could be asked and %(asked)s were asked. How many answered "
                "cannot be told."
            )
            % named
        )
    return (
        _("%(of)s, %(could)s could be asked, %(asked)s were asked and %(answered)s answered.")
        % named
    )


def _counted(value: str) -> str:
    return _("fewer than one") if value == Mark.LOW.value else value
