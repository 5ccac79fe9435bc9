from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.limits.attempts import Trying
from access.limits.presenters import too_many_tries
from responses.casework.actions.case_access import PlaceRefusal
from responses.casework.selectors.work_list import NOBODY, StaffNeed
from responses.models import CaseTie
from ui.fields import CheckboxesField, RadiosField, TextField
from ui.languages import OWN_NAMES

TieKind = CaseTie.TieKind
TEAM = "team:"
"""The prefix of a role among the choices of TieForm."""
SERVICE = "service:"
"""The prefix of a service among them."""
VICTIM, ANOTHER = "victim", "another"
"""Person who answers with a code."""
SURE = ("cannot", "safe")
"""Conditions for another person to answer in a victim's place."""
ROLE_NAMES = {
    "IDVA": _("Independent domestic violence adviser (IDVA)"),
    "ISVA": _("Independent sexual violence adviser (ISVA)"),
    "ISA": _("Independent stalking advocate (ISA)"),
    "FLO": _("Family liaison officer (FLO)"),
    "VLO": _("Victim liaison officer (VLO)"),
    "SUPPORT": _("Somebody of a victim support service"),
    "WITNESS": _("Somebody of a witness care unit"),
    "OFFICER": _("Another officer, or somebody of the force’s staff"),
}
NEEDS = {
    StaffNeed.WORD: _("A word is to be agreed"),
    StaffNeed.CODE: _("A code is to be handed over"),
    StaffNeed.RENEWAL: _("What was agreed soon ends"),
}


class FindCaseForm(forms.Form):
    def __init__(self, *args: Any, forces: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_force = next(iter(forces)) if len(forces) == 1 else ""
        if not self.only_force:
            self.fields["force"] = forms.ChoiceField(
                label=_("Force"), choices=list(forces.items()), initial=""
            )
        self.fields["case_key"] = TextField(
            label=_("Case key"),
            help_text=_("The whole key as it stands in the case file. Capitals matter."),
            error_messages={"required": _("Enter the case key")},
            max_length=64,
            width=20,
        )

    retry_after = ""
    """In how many seconds keys are looked for again; "" where they are now."""

    @property
    def force_code(self) -> str:
        return self.only_force or self.cleaned_data["force"]

    def refuse(self) -> None:
        """The same for a mistyped key and for a case out of reach."""
        self.add_error("case_key", _("No case that you may see has exactly this key"))

    def refuse_for_a_while(self, attempt: Trying) -> None:
        """After too many keys that no case has."""
        self.retry_after = attempt.retry_after
        self.add_error("case_key", too_many_tries(attempt.wait))


class HandOverForm(forms.Form):
    """Asks who answers only if another person may answer in the victim's place (SAF-10)."""

    role = RadiosField(
        label=_("Who hands the code over?"),
        choices=[],
        error_messages={"required": _("Say who hands the code over")},
    )

    who = RadiosField(
        label=_("Who answers?"),
        choices=[
            (VICTIM, _("The victim, alone or with help")),
            (ANOTHER, _("Somebody in the victim’s place, such as a carer")),
        ],
        help_text=_(
            "The victim, wherever they can. Whoever answers in their place is asked in other "
            "words, and counts apart."
        ),
        initial=VICTIM,
        required=False,
    )
    sure = CheckboxesField(
        label=_("If somebody answers in the victim’s place"),
        choices=[
            (SURE[0], _("The victim cannot answer, even with help")),
            (
                SURE[1],
                _(
                    "I am sure that this person did not do it, and is not close to somebody who "
                    "may have"
                ),
            ),
        ],
        required=False,
    )

    def __init__(
        self, *args: Any, roles: Sequence[str], may_be_for_another: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, ROLE_NAMES[role]) for role in roles]  # type: ignore[attr-defined]
        if not may_be_for_another and self.data.get("who") != ANOTHER:
            del self.fields["who"], self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        if found.get("who") == ANOTHER and len(found.get("sure", ())) < len(SURE):
            self.add_error("sure", _("Say that both are so, or let the victim answer"))
        return found

    @property
    def is_for_another(self) -> bool:
        return bool(self.cleaned_data.get("who") == ANOTHER)


class CardForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the card"),
        choices=list(OWN_NAMES.items()),
    )
    code = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class WorkListForm(forms.Form):
    force = forms.ChoiceField(label=_("Force"), required=False)
    need = forms.ChoiceField(
        label=_("What is needed"), required=False, choices=[("", _("All")), *NEEDS.items()]
    )
    holder = forms.ChoiceField(label=_("Who has the case"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        forces: Mapping[str, str],
        services: Mapping[str, str],
        may_choose_holder: bool,
    ) -> None:
        super().__init__(data)
        every = ("", _("All"))
        self.fields["force"].choices = [every, *forces.items()]  # type: ignore[attr-defined]
        self.fields["holder"].choices = [  # type: ignore[attr-defined]
            every,
            (NOBODY, _("No service")),
            *services.items(),
        ]
        if len(forces) < 2:
            del self.fields["force"]
        if not may_choose_holder:
            del self.fields["holder"]


class TieForm(FindCaseForm):
    kind = RadiosField(
        label=_("What is it about?"),
        choices=[
            (TieKind.BARRED.value, _("Must not see the case: knows somebody in it")),
            (TieKind.GIVEN.value, _("Works with the case")),
            (
                TieKind.IN_PLACE.value,
                _("May hand a code to somebody who answers in the victim’s place"),
            ),
        ],
        error_messages={"required": _("Say what it is about")},
    )
    who = RadiosField(
        label=_("Who?"), choices=[], error_messages={"required": _("Say whom it is about")}
    )
    sure = CheckboxesField(
        label=_("If an officer may hand a code to somebody in the victim’s place"),
        help_text=_(
            "Needed where the case file does not say what kind of case it is. It holds for 28 days."
        ),
        choices=[
            (
                "looked",
                _(
                    "I looked at our own records: it is no case of abuse, hate or exploitation, "
                    "and no officer is suspected"
                ),
            ),
            ("apart", _("This officer is not in the case, and knows nobody in it")),
        ],
        required=False,
    )
    field_order = ("force", "case_key", "kind", "who", "sure")

    def __init__(self, *args: Any, who: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(who.items())  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or {})
        if found.get("kind") == TieKind.GIVEN and found.get("who", "").startswith(TEAM):
            self.add_error("who", _("A case is given to a person, not to a team"))
        if found.get("kind") == TieKind.BARRED and found.get("who", "").startswith(SERVICE):
            self.add_error("who", _("Who must not see a case is a person or a team"))
        if found.get("kind") == TieKind.IN_PLACE:
            if not found.get("who", "").isdecimal():
                self.add_error("who", _("Name one officer"))
            if len(found.get("sure", ())) < len(SURE):
                self.add_error("sure", _("Say that both are so"))
        return found

    @property
    def user_id(self) -> int | None:
        who: str = self.cleaned_data["who"]
        return int(who) if who.isdecimal() else None

    @property
    def service_id(self) -> int | None:
        who: str = self.cleaned_data["who"]
        return int(who.removeprefix(SERVICE)) if who.startswith(SERVICE) else None

    @property
    def team(self) -> str:
        who: str = self.cleaned_data["who"]
        return who.removeprefix(TEAM) if who.startswith(TEAM) else ""

    def refuse_not_served(self) -> None:
        self.add_error("who", _("This service does not serve the force of the case"))

    def refuse_in_place(self, reason: PlaceRefusal) -> None:
        field, text = {
            PlaceRefusal.NOT_UNCLEAR: (
                "case_key",
                _("This counts only where the case file leaves open what kind of case it is"),
            ),
            PlaceRefusal.SAME_PERSON: ("who", _("Another lead has to say this of you")),
            PlaceRefusal.TIED_OTHERWISE: (
                "who",
                _("This person is tied to the case in another way. Lift that first"),
            ),
        }[reason]
        self.add_error(field, text)

    def refuse_barred(self) -> None:
        self.add_error("who", _("This person must not see the case. Lift that first"))


AT_ONCE, EACH = "at_once", "each"


class AdviserRuleForm(forms.Form):
    force = forms.ChoiceField(label=_("Force"))
    route = RadiosField(
        label=_("Whom does the case file name?"),
        choices=[],
        error_messages={"required": _("Say whom the case file names")},
    )
    service = RadiosField(
        label=_("To which service are these cases offered?"),
        choices=[],
        error_messages={"required": _("Say which service they are offered to")},
    )
    word = RadiosField(
        label=_("Does somebody of the force look at each case first?"),
        choices=[
            (EACH, _("Yes: no case goes to the service before somebody says so")),
            (AT_ONCE, _("Only where safety asks for it: other cases go at once")),
        ],
        error_messages={"required": _("Say whether somebody looks at each case first")},
    )

    def __init__(
        self,
        data: Any,
        *,
        forces: Mapping[str, str],
        routes: Sequence[str],
        services: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self.has_services = bool(services)
        choices = {
            "force": list(forces.items()),
            "route": [(route, ROLE_NAMES[route]) for route in routes],
            "service": list(services.items()),
        }
        for name, own in choices.items():
            self.fields[name].choices = own  # type: ignore[attr-defined]

    @property
    def is_at_once(self) -> bool:
        return bool(self.cleaned_data["word"] == AT_ONCE)

    def refuse_not_served(self) -> None:
        self.add_error("service", _("This service does not serve the force"))
