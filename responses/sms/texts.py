"""The text of invitations: the same for every crime, force and person, so that it reveals nothing
(SAF-3, decision 6). Pure: no Django.

GOV.UK Notify stores these texts as templates, in which only `((link))` changes. This copy is shown
in the development outbox and measured before sending."""

from collections.abc import Mapping

LINK = "((link))"

TEMPLATES: Mapping[str, str] = {
    "en": (
        "Please share your views on a recent service. It takes about 5 minutes and is optional: "
        "((link)) To stop, use the link."
    ),
    "cy": (
        "Rhannwch eich barn am wasanaeth diweddar. Mae'n cymryd tua 5 munud ac mae'n ddewisol: "
        "((link)) I stopio, defnyddiwch y ddolen."
    ),
}


EMAIL_SUBJECTS: Mapping[str, str] = {
    "en": "Your views on a recent service",
    "cy": "Eich barn am wasanaeth diweddar",
}
EMAILS: Mapping[str, str] = {
    "en": (
        "Please share your views on a recent service. It takes about 5 minutes and is optional:\n\n"
        "((link))\n\n"
        "You can stop at any time. To hear no more from us, use the link."
    ),
    "cy": (
        "Rhannwch eich barn am wasanaeth diweddar. Mae'n cymryd tua 5 munud ac mae'n ddewisol:\n\n"
        "((link))\n\n"
        "Gallwch stopio unrhyw bryd. I beidio â chlywed gennym eto, defnyddiwch y ddolen."
    ),
}
"""The same by e-mail; a locked screen may show the subjects above (SAF-3)."""

ANSWERABLE: Mapping[str, str] = {
    "en": TEMPLATES["en"].replace("To stop, use the link.", "To stop, use the link or reply STOP."),
    "cy": TEMPLATES["cy"].replace(
        "I stopio, defnyddiwch y ddolen.", "I stopio: y ddolen neu atebwch STOP."
    ),
}
"""The text where a reply reaches us: only there is "reply STOP" offered."""


def templates(*, is_answerable: bool) -> Mapping[str, str]:
    return ANSWERABLE if is_answerable else TEMPLATES


def body(template: str, *, link: str) -> str:
    """The text with its link, as the person receives it."""
    return template.replace(LINK, link)
