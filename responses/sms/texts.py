"""The same for every crime, force and person, so that it reveals nothing (SAF-3, decision 6)."""

from collections.abc import Mapping

LINK = "((link))"
SITE = "((site))"
LONGEST_SITE = 20

TEMPLATES: Mapping[str, str] = {
    "en": (
        "National survey: tell us about a recent service. 5 mins, optional. ((link)) "
        "Genuine? ((site)) To stop, reply STOP"
    ),
    "cy": (
        "Arolwg cenedlaethol am wasanaeth diweddar. 5 munud, dewisol. ((link)) "
        "Go iawn? ((site)) I stopio, atebwch STOP"
    ),
}


EMAIL_SUBJECTS: Mapping[str, str] = {
    "en": "Your views on a recent service",
    "cy": "Eich barn am wasanaeth diweddar",
}
EMAILS: Mapping[str, str] = {
    "en": (
        "Please tell us about a recent service. It takes about 5 minutes and is optional:\n\n"
        "((link))\n\n"
        "To check that this email is genuine, visit ((site)).\n\n"
        "If you do not want to hear from us again, open the link and choose "
        "“Do not contact me again”."
    ),
    "cy": (
        "Dywedwch wrthym am wasanaeth diweddar. Mae'n cymryd tua 5 munud ac mae'n "
        "ddewisol:\n\n"
        "((link))\n\n"
        "I wirio bod yr e-bost hwn yn ddilys, ewch i ((site)).\n\n"
        "Os nad ydych am glywed gennym eto, agorwch y ddolen a dewiswch “Peidiwch â chysylltu "
        "â mi eto”."
    ),
}
"""The same by e-mail; a locked screen may show the subjects above (SAF-3)."""


SHORTER: Mapping[str, str] = {
    "en": "National survey about a recent service: ((link)) Genuine? ((site)) To stop, reply STOP",
    "cy": "Arolwg am wasanaeth diweddar: ((link)) Go iawn? ((site)) I stopio, atebwch STOP",
}
"""Compared with the usual text in a trial (responses.trials). Leaves to the first page how long the
survey takes and that it is optional."""

ANSWERS: Mapping[str, str] = {
    "en": "A computer reads replies. To stop our texts, reply STOP. In an emergency, ring 999.",
    "cy": (
        "Cyfrifiadur sy'n darllen atebion. I stopio'r negeseuon, atebwch STOP. Mewn argyfwng, "
        "ffoniwch 999."
    ),
}
"""The automatic answer to replies other than refusals and thanks. A person may read a reply about
danger, so it does not say that only a computer does."""


def body(template: str, *, link: str) -> str:
    return template.replace(LINK, link).replace(SITE, site_of(link))


def site_of(link: str) -> str:
    """The address about the texts: the link without scheme and token."""
    return link.partition("://")[2].rpartition("/")[0]
