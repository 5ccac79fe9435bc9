"""The form by which is said who sees one case."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from responses.casework.forms import FindCaseForm
from responses.models import CaseTie
from ui.fields import RadiosField

Kind = CaseTie.Kind
TEAM = "team:"


class TieForm(FindCaseForm):
    """`who` are the people and teams to choose from: `7` a person, `team:advocate` a team."""

    kind = RadiosField(
        label=_("What is it about?"),
        choices=[
            (Kind.BARRED.value, _("Must not see the case: knows somebody in it")),
            (Kind.GIVEN.value, _("Works with the case")),
        ],
        error_messages={"required": _("Say what it is about")},
    )
    who = RadiosField(
        label=_("Who?"), choices=[], error_messages={"required": _("Say whom it is about")}
    )
    field_order = ("force", "case_key", "kind", "who")

    def __init__(self, *args: Any, who: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(who.items())  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        if found.get("kind") == Kind.GIVEN and found.get("who", "").startswith(TEAM):
            self.add_error("who", _("A case is given to a person, not to a team"))
        return found

    @property
    def user_id(self) -> int | None:
        return None if self.team else int(self.cleaned_data["who"])

    @property
    def team(self) -> str:
        who: str = self.cleaned_data["who"]
        return who.removeprefix(TEAM) if who.startswith(TEAM) else ""

    def refuse_barred(self) -> None:
        self.add_error("who", _("This person must not see the case. Lift that first"))
