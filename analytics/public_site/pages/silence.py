"""The silent, which head each release, in words."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.public_site.content import SiteSection
from analytics.public_site.frozen import PublicRelease
from analytics.stats.suppression import Mark
from analytics.tables import AGAINST_WOMEN_AND_GIRLS, EVERYBODY

OF_A_HUNDRED: Mapping[str, str | Promise] = {
    "sexual": gettext_lazy("Of 100 women who reported rape or another sexual offence"),
    "domestic": gettext_lazy("Of 100 women who reported domestic abuse"),
    "stalking": gettext_lazy("Of 100 women who reported stalking or harassment"),
    AGAINST_WOMEN_AND_GIRLS: gettext_lazy("Of 100 women who reported any of these"),
    EVERYBODY: gettext_lazy("Of 100 victims of any crime"),
}


def sections(release: PublicRelease) -> Iterator[SiteSection]:
    """Nothing in a release of before this was frozen."""
    lines = release.account.get("silent", ())
    if not lines:
        return
    yield SiteSection(
        heading=_("Who is silent"),
        paragraphs=[
            _("Figures tell what those said who answered. Most could not, or did not."),
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
    if not line["could_be_asked"].isdigit():
        return _("%(of)s: too few reported it in the quarter to say.") % {"of": of}
    return _(
        "%(of)s, %(could)s could be asked, %(asked)s were asked and %(answered)s answered."
    ) % {
        "of": of,
        "could": _counted(line["could_be_asked"]),
        "asked": _counted(line["asked"]),
        "answered": _counted(line["answered"]),
    }


def _counted(value: str) -> str:
    said = {
        Mark.CONFIDENTIAL.value: _("too few to say"),
        Mark.LOW.value: _("fewer than one"),
    }
    return said.get(value, value)
