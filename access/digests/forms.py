from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from access.digests.cadences import HowOften
from access.digests.topics import DigestTopic
from ui.fields import CheckboxesField, RadiosField


class DigestForm(forms.Form):
    how_often = RadiosField(
        label=_("How often should an e-mail come?"),
        help_text=_("It comes only where something is new."),
        choices=[
            (HowOften.AT_ONCE, _("At once, within a quarter of an hour")),
            (HowOften.DAILY, _("Every day at eight")),
            (HowOften.WEEKLY, _("Every Monday at eight")),
            (HowOften.NEVER, _("Never")),
        ],
        error_messages={"required": _("Say how often an e-mail should come")},
    )
    topics = CheckboxesField(label=_("What should it tell you of?"), choices=[], required=False)
    language = RadiosField(
        label=_("In which language?"),
        choices=[
            (code, name) for code, name in settings.LANGUAGES if code in settings.STAFF_LANGUAGES
        ],
        error_messages={"required": _("Say in which language")},
    )

    def __init__(self, *args: Any, topics: Sequence[DigestTopic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (topic.name, topic.label) for topic in topics
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wants = given.get("how_often") not in {None, HowOften.NEVER}
        if wants and "topics" in given and not given["topics"]:
            self.add_error("topics", _("Say what it should tell you of"))
        return given
