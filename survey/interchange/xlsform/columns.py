"""The columns of a form: which we know, and what else they may be called. Pure.

A column that starts with vss_ is ours. XLSForm tools keep columns they do not know, so a form goes
through them and comes back whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from survey.interchange.xpath.tokens import NAME

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"

# Question field to column, where the column holds the field as it stands.
QUESTION_COLUMNS: Mapping[str, str] = {
    "block": "vss_block",
    "scale": "vss_scale",
    "measure": "vss_indicator",
    "right": "vss_right",
    "code_version": "vss_code_version",
    "privacy": "vss_pii",
    "harmonised": "vss_harmonised",
    "module": "vss_stage",
    "replaces": "vss_replaces",
    "bsl_video": "vss_bsl_video",
}
PLAIN: Mapping[str, frozenset[str]] = {
    SURVEY: frozenset(
        {
            "type", "name", "required", "relevant", "constraint", "calculation", "default",
            "appearance", "parameters", "choice_filter", "vss_rank", "vss_seed",
            *QUESTION_COLUMNS.values(),
        }
    ),
    CHOICES: frozenset(
        {"list_name", "name", "vss_meaning", "vss_apart", "vss_exclusive", "vss_symbol"}
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
"""Written with a dot, as vss_title.cy: `::` after a name that is not theirs upsets other tools."""
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
    "control:appearance": "appearance",
}
NO_TAGS = frozenset({"image", "audio", "video", "media", "big_image", "geometry", "sms_option"})
"""Columns of the choices sheet that mean something to other tools, and nothing here."""


@dataclass(frozen=True)
class Column:
    """`language` is as the heading names it, empty for a heading that names none."""

    name: str
    language: str = ""


def column_of(heading: str, sheet: str) -> Column | None:
    """The column that a heading stands for on this sheet; None for one outside our subset."""
    parts = [part.strip() for part in re.split(r"::?", heading.strip())]
    plain = re.sub(r"\s+", "_", ":".join(parts).lower())
    name = OTHER_NAMES.get(plain, plain)
    if name in PLAIN[sheet] or name in TRANSLATED[sheet]:
        return Column(name)
    own, _, code = plain.partition(".")
    if code and own in OUR_TRANSLATED & TRANSLATED[sheet]:
        return Column(own, f"({code})")
    first = re.sub(r"\s+", "_", parts[0].lower())
    base = OTHER_NAMES.get(first, first)
    if len(parts) == 2 and parts[1] and base in TRANSLATED[sheet]:
        return Column(base, parts[1])
    if sheet == CHOICES and is_tag(heading.strip()):
        return Column(heading.strip())
    return None


def is_tag(name: str) -> bool:
    """Whether a column of the choices sheet is a property that filters may look at."""
    is_taken = name.lower() in NO_TAGS | PLAIN[CHOICES] | TRANSLATED[CHOICES]
    return bool(re.fullmatch(NAME, name)) and not is_taken and not name.lower().startswith("vss_")


def translated_heading(name: str, code: str, full_name: str) -> str:
    """How a heading names a column in a language; `full_name` as in Welsh (cy)."""
    return f"{name}.{code}" if name in OUR_TRANSLATED else f"{name}::{full_name}"


ALL_TRANSLATED = frozenset().union(*TRANSLATED.values())
