"""The text of invitations: the same for every crime, force and person, so that it reveals nothing
(SAF-3, decision 6). Pure: no Django.

GOV.UK Notify stores these texts as templates, in which only `((link))` and `((site))` change: the
personal link, and the address of the page that says who we are. This copy is shown in the
development outbox and measured before sending. The texts have one part with an address of at most
LONGEST_SITE letters."""

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
"""Compared with the usual text in a trial (responses.trials): it says neither how long it takes nor
that it is optional, which the first page says."""

ANSWERS: Mapping[str, str] = {
    "en": "A computer reads replies. To stop our texts, reply STOP. In an emergency, ring 999.",
    "cy": (
        "Cyfrifiadur sy'n darllen atebion. I stopio'r negeseuon, atebwch STOP. Mewn argyfwng, "
        "ffoniwch 999."
    ),
}
"""The one automatic answer to a reply that was neither a refusal nor thanks. A person may read a
reply about danger, so it doesn't say that only a computer does."""


def body(template: str, *, link: str) -> str:
    """The text with its link, as the person receives it."""
    return template.replace(LINK, link).replace(SITE, site_of(link))


def site_of(link: str) -> str:
    """The address of the page that says who we are, without its scheme: the link's without the
    token."""
    return link.partition("://")[2].rpartition("/")[0]
