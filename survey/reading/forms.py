from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import TextAreaField

LONGEST_COMMENT = 1_000


class RemarkForm(forms.Form):
    name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.name}-%s", **kwargs})

    def written(self, field: str) -> str:
        lines = str(self.cleaned_data[field]).splitlines()
        return "\n".join(line.strip() for line in lines).strip()


class WordingProposalForm(RemarkForm):
    name = "propose"
    wording = TextAreaField(
        label=_("Your words"),
        rows=4,
        error_messages={"required": _("Write the words that you propose")},
    )
    comment = TextAreaField(
        label=_("Why (optional)"),
        help_text=_("For whoever decides. Do not write anything about a person."),
        rows=2,
        required=False,
        max_length=LONGEST_COMMENT,
        error_messages={"max_length": _("Write at most 1,000 characters")},
    )


class QuestionForm(RemarkForm):
    name = "ask"
    comment = TextAreaField(
        label=_("Your question"),
        help_text=_("Do not write anything about a person."),
        rows=3,
        max_length=LONGEST_COMMENT,
        error_messages={
            "required": _("Write your question"),
            "max_length": _("Write at most 1,000 characters"),
        },
    )


class RemarkAnswerForm(RemarkForm):
    name = "answer"
    remark_id = 0
    answer = TextAreaField(
        label=_("Your answer"),
        rows=3,
        max_length=LONGEST_COMMENT,
        error_messages={
            "required": _("Write an answer"),
            "max_length": _("Write at most 1,000 characters"),
        },
    )

    @classmethod
    def for_remark(
        cls, remark_id: int, data: Mapping[str, Any] | None = None
    ) -> "RemarkAnswerForm":
        form = cls(data, auto_id=f"answer-{remark_id}-%s")
        form.remark_id = remark_id
        return form
