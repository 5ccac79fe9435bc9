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


SHORTER: Mapping[str, str] = {
    "en": "Please share your views on a recent service: ((link)) To stop, use the link.",
    "cy": "Rhannwch eich barn am wasanaeth diweddar: ((link)) I stopio, defnyddiwch y ddolen.",
}
"""Compared with the usual text in a trial (responses.trials): it says neither how long it takes nor
that it is optional, which the first page says."""


def _answerable(bodies: Mapping[str, str]) -> Mapping[str, str]:
    return {
        "en": bodies["en"].replace(
            "To stop, use the link.", "To stop, use the link or reply STOP."
        ),
        "cy": bodies["cy"].replace(
            "I stopio, defnyddiwch y ddolen.", "I stopio: y ddolen neu atebwch STOP."
        ),
    }


ANSWERABLE, ANSWERABLE_SHORTER = _answerable(TEMPLATES), _answerable(SHORTER)
"""The texts where a reply reaches us: only there is "reply STOP" offered."""


def templates(*, is_answerable: bool) -> Mapping[str, str]:
    return ANSWERABLE if is_answerable else TEMPLATES


def shorter_templates(*, is_answerable: bool) -> Mapping[str, str]:
    return ANSWERABLE_SHORTER if is_answerable else SHORTER


def body(template: str, *, link: str) -> str:
    """The text with its link, as the person receives it."""
    return template.replace(LINK, link)
