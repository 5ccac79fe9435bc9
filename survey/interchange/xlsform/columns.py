import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey.definition.fields import PLAIN as PLAIN_SHAPES
from survey.definition.fields import DefinitionField, Shape, fields_of
from survey.definition.types import Question
from survey.interchange.faults import Reason
from survey.interchange.xpath.tokens import NAME

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"

HELD_ELSEWHERE = {
    "code", "kind", "section", "is_required", "default", "appearance", "is_shuffled", "seed",
}  # fmt: skip
"""Plain fields of a question that XLSForm has its own columns, types or groups for."""
OWN_NAMES = {"measure": "vss_indicator", "privacy": "vss_pii", "module": "vss_stage"}


def _question_columns() -> Iterator[tuple[str, DefinitionField]]:
    plain = (field for field in fields_of(Question) if field.shape in PLAIN_SHAPES)
    for field in sorted(plain, key=lambda field: field.shape in {Shape.NUMBER, Shape.FLAG}):
        if field.name not in HELD_ELSEWHERE:
            yield OWN_NAMES.get(field.name, f"vss_{field.name}"), field


ROTATING = "vss_rotating"
"""Whether the question is asked of some only, drawn by chance."""
QUESTION_COLUMNS: Mapping[str, DefinitionField] = dict(_question_columns())
"""Our columns, and the field of a question that each holds: every plain field that XLSForm has no
column for."""
PLAIN: Mapping[str, frozenset[str]] = {
    SURVEY: frozenset(
        {
            "type", "name", "required", "relevant", "constraint", "calculation", "default",
            "appearance", "parameters", "choice_filter", "readonly", "disabled", "vss_seed",
            ROTATING,
            *QUESTION_COLUMNS,
        }
    ),
    CHOICES: frozenset(
        {
            "list_name", "name", "vss_meaning", "vss_apart", "vss_exclusive", "vss_symbol",
            "vss_mends",
        }
    ),
    SETTINGS: frozenset(
        {"form_title", "form_id", "version", "default_language", "vss_revision", "vss_drafts"}
    ),
}  # fmt: skip
TRANSLATED: Mapping[str, frozenset[str]] = {
    SURVEY: frozenset({"label", "hint", "required_message", "constraint_message"}),
    CHOICES: frozenset({"label", "vss_details"}),
    SETTINGS: frozenset({"vss_title"}),
}
OUR_TRANSLATED = frozenset({"vss_details", "vss_title"})
"""Written with a dot, as vss_title.cy: `::` after a name they do not know breaks other tools."""
OTHER_NAMES: Mapping[str, str] = {
    "relevance": "relevant",
    "caption": "label",
    "constraint_msg": "constraint_message",
    "calculate": "calculation",
    "id_string": "form_id",
    "title": "form_title",
    "bind:relevant": "relevant",
    "bind:constraint": "constraint",
    "bind:calculate": "calculation",
    "bind:required": "required",
    "bind:jr:constraintmsg": "constraint_message",
    "bind:jr:requiredmsg": "required_message",
    "bind:readonly": "readonly",
    "read_only": "readonly",
    "control:appearance": "appearance",
    "body:appearance": "appearance",
    "constraining_message": "constraint_message",
}
MEDIA = frozenset({"image", "audio", "video", "media", "big_image", "big-image"})
IN_PLACE_OF_NAME = "value"
"""The name that some tools give to the column of a choice's name."""
NO_TAGS = MEDIA | {"geometry", "sms_option"}
"""Columns of the choices sheet that other tools use and we do not."""
OWN = "vss_"


@dataclass(frozen=True)
class FormColumn:
    """`language` as in the heading, or ""."""

    name: str
    language: str = ""


def column_of(heading: str, sheet: str) -> FormColumn | None:
    """None if it isn't supported."""
    parts = [part.strip() for part in re.split(r"::?", heading.strip())]
    plain = re.sub(r"\s+", "_", ":".join(parts).lower())
    name = OTHER_NAMES.get(plain, plain)
    if name in PLAIN[sheet] or name in TRANSLATED[sheet]:
        return FormColumn(name)
    own, _, code = plain.partition(".")
    if code and own in OUR_TRANSLATED & TRANSLATED[sheet]:
        return FormColumn(own, f"({code})")
    first = re.sub(r"\s+", "_", parts[0].lower())
    base = OTHER_NAMES.get(first, first)
    if len(parts) == 2 and parts[1] and base in TRANSLATED[sheet]:
        return FormColumn(base, parts[1])
    if sheet == CHOICES and is_tag(heading.strip()):
        return FormColumn(heading.strip())
    return None


def columns_of(headings: Sequence[str], sheet: str) -> list[FormColumn | None]:
    """The column that each heading means."""
    found = [column_of(heading, sheet) for heading in headings]
    if sheet == CHOICES and FormColumn("name") not in found:
        lower = [heading.strip().lower() for heading in headings]
        if IN_PLACE_OF_NAME in lower:
            found[lower.index(IN_PLACE_OF_NAME)] = FormColumn("name")
    return found


def reason_to_leave(heading: str, sheet: str) -> Reason:
    if not heading:
        return Reason.COLUMN_UNNAMED
    first = re.split(r"[:.]", heading.strip().lower())[0].strip().replace(" ", "_")
    if first in MEDIA:
        return Reason.MEDIA_COLUMN
    if first.startswith(OWN):
        return Reason.OUR_COLUMN
    return Reason.OTHER_SETTING if sheet == SETTINGS else Reason.OTHER_COLUMN


def is_tag(name: str) -> bool:
    is_taken = name.lower() in NO_TAGS | PLAIN[CHOICES] | TRANSLATED[CHOICES]
    return bool(re.fullmatch(NAME, name)) and not is_taken and not name.lower().startswith(OWN)


def translated_heading(name: str, code: str, full_name: str) -> str:
    """`full_name` is as in Welsh (cy)."""
    return f"{name}.{code}" if name in OUR_TRANSLATED else f"{name}::{full_name}"


ALL_TRANSLATED = frozenset().union(*TRANSLATED.values())
