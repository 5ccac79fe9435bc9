"""From a definition as stored to the typed instrument: the one place that reads it. Pure."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from survey.definition.expressions import (
    MOST_DEPTH,
    AllOf,
    Answer,
    AnyOf,
    Call,
    Expression,
    Function,
    Not,
    Operation,
    Operator,
    Own,
    Picked,
    Tag,
    Value,
)
from survey.definition.json_entry import Entry
from survey.definition.types import (
    Block,
    Choice,
    Instrument,
    Kind,
    Meaning,
    Privacy,
    Question,
    Section,
)

INSTRUMENT_KEYS = {
    "code", "version", "revision", "languages", "drafts", "title", "sections", "questions",
}  # fmt: skip
SECTION_KEYS = {"code", "text", "parent", "shown_if", "is_page"}
QUESTION_KEYS = {
    "code", "block", "kind", "text", "hint", "choices", "scale", "measure", "right",
    "code_version", "privacy", "harmonised", "module", "rank", "replaces", "section", "shown_if",
    "is_required", "required_text", "constraint", "constraint_text", "calculation", "default",
    "choice_filter", "is_shuffled", "seed", "appearance", "bsl_video",
}  # fmt: skip
CHOICE_KEYS = {
    "code", "text", "meaning", "is_apart", "is_exclusive", "details", "symbol", "tags",
}  # fmt: skip
CHOOSING = {Kind.SINGLE, Kind.MULTI}


def parse_definition(raw: Mapping[str, Any]) -> Instrument:
    """The typed instrument of a definition as stored in the version row.

    Raises DefinitionError for anything that is not a sound definition."""
    entry = Entry(raw, "instrument")
    entry = Entry(raw, f"{entry.string('code')} version {entry.number('version')}")
    entry.refuse_other_keys(INSTRUMENT_KEYS)
    languages = entry.strings("languages")
    drafts = frozenset(entry.strings("drafts", default=()))
    if stray := sorted(drafts - set(languages)):
        entry.fail(f"drafts names {', '.join(stray)}, which is not among the languages")
    questions = entry.each("questions", _question)
    _refuse_twice(entry, "question", [question.code for question in questions])
    sections = entry.each("sections", _section) if "sections" in raw else ()
    _refuse_twice(entry, "section", [section.code for section in sections])
    return Instrument(
        code=entry.string("code"),
        version=entry.number("version"),
        revision=entry.number("revision", default=0),
        languages=languages,
        questions=questions,
        drafts=drafts,
        title=_text(entry, "title"),
        sections=sections,
    )


def parse_expression(raw: Mapping[str, Any], where: str = "condition") -> Expression:
    """The tree of a stored expression; its forms are those of stored_form.raw_expression.

    Raises DefinitionError."""
    entry = Entry(raw, where)
    if _is_deeper(raw, MOST_DEPTH):
        entry.fail(f"is nested deeper than {MOST_DEPTH} levels")
    return _expression(entry)


def _is_deeper(raw: Any, levels: int) -> bool:
    """Looked at level by level, since what is too deep cannot be walked down into."""
    level = [raw]
    for _ in range(levels):
        level = [part for each in level for part in _parts(each)]
    return bool(level)


def _parts(raw: Any) -> list[Any]:
    """What stands one level deeper in an expression as stored."""
    if not isinstance(raw, Mapping):
        return []
    inside = (value if isinstance(value, list) else [value] for value in raw.values())
    return [part for parts in inside for part in parts if isinstance(part, Mapping)]


def _expression(entry: Entry) -> Expression:  # noqa: C901  # one arm a form
    raw = entry.raw
    match sorted(raw):
        case ["choices", "question"]:
            return Picked(entry.string("question"), frozenset(entry.strings("choices")))
        case ["all"]:
            return AllOf(entry.each("all", _expression))
        case ["any"]:
            return AnyOf(entry.each("any", _expression))
        case ["not"]:
            return Not(_expression(entry.entry("not")))
        case ["value"]:
            return _value(entry)
        case ["answer"]:
            return Answer(entry.string("answer"))
        case ["own"]:
            return Own()
        case ["tag"]:
            return Tag(entry.string("tag"))
        case ["left", "operator", "right"]:
            return Operation(
                entry.member("operator", Operator),
                _expression(entry.entry("left")),
                _expression(entry.entry("right")),
            )
        case ["arguments", "call"]:
            arguments = entry.each("arguments", _expression) if raw["arguments"] else ()
            return Call(entry.member("call", Function), arguments)
        case keys:
            return entry.fail(
                "a condition is {question, choices}, {all}, {any}, {not}, {value}, {answer}, "
                "{own}, {tag}, {operator, left, right} or {call, arguments}, "
                f"not {{{', '.join(map(str, keys))}}}"
            )


def _value(entry: Entry) -> Value:
    value = entry.required("value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        entry.fail(f"value must be words or a number, not {value!r}")
    if isinstance(value, float) and not isfinite(value):
        entry.fail(f"value must be a finite number, not {value!r}")
    return Value(value)


def _section(entry: Entry) -> Section:
    entry = entry.named("section")
    entry.refuse_other_keys(SECTION_KEYS)
    return Section(
        code=entry.string("code"),
        text=_text(entry, "text"),
        parent=entry.string("parent", default=""),
        shown_if=_optional(entry, "shown_if"),
        is_page=entry.flag("is_page"),
    )


def _question(entry: Entry) -> Question:
    entry = entry.named("question")
    entry.refuse_other_keys(QUESTION_KEYS)
    kind = entry.member("kind", Kind)
    has_choices = kind in CHOOSING or "choices" in entry.raw
    choices = entry.each("choices", _choice) if has_choices else ()
    _refuse_twice(entry, "choice", [choice.code for choice in choices])
    return Question(
        code=entry.string("code"),
        block=entry.member("block", Block),
        kind=kind,
        text=entry.text("text"),
        choices=choices,
        hint=_text(entry, "hint"),
        scale=entry.string("scale", default=""),
        measure=entry.string("measure", default=""),
        right=entry.string("right", default=""),
        code_version=entry.string("code_version", default=""),
        privacy=entry.member("privacy", Privacy, default=Privacy.ORDINARY),
        harmonised=entry.string("harmonised", default=""),
        module=entry.string("module", default=""),
        rank=entry.number("rank", default=1),
        replaces=entry.string("replaces", default=""),
        section=entry.string("section", default=""),
        shown_if=_optional(entry, "shown_if"),
        is_required=entry.flag("is_required"),
        required_text=_text(entry, "required_text"),
        constraint=_optional(entry, "constraint"),
        constraint_text=_text(entry, "constraint_text"),
        calculation=_optional(entry, "calculation"),
        default=entry.string("default", default=""),
        choice_filter=_optional(entry, "choice_filter"),
        is_shuffled=entry.flag("is_shuffled"),
        seed=entry.string("seed", default=""),
        appearance=entry.string("appearance", default=""),
        bsl_video=entry.string("bsl_video", default=""),
    )


def _choice(entry: Entry) -> Choice:
    entry = entry.named("choice")
    entry.refuse_other_keys(CHOICE_KEYS)
    return Choice(
        code=entry.string("code"),
        text=entry.text("text"),
        meaning=entry.member("meaning", Meaning),
        is_apart=entry.flag("is_apart"),
        is_exclusive=entry.flag("is_exclusive"),
        details=_text(entry, "details"),
        symbol=entry.string("symbol", default=""),
        tags=_text(entry, "tags"),
    )


def _text(entry: Entry, key: str) -> Mapping[str, str]:
    return entry.text(key) if key in entry.raw else {}


def _optional(entry: Entry, key: str) -> Expression | None:
    if key not in entry.raw:
        return None
    inner = entry.entry(key)
    return parse_expression(inner.raw, inner.where)


def _refuse_twice(entry: Entry, noun: str, codes: list[str]) -> None:
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        entry.fail(f"{noun} {', '.join(twice)} stands there twice")
