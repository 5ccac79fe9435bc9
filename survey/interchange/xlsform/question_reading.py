"""One row of the survey sheet as a question. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from survey.definition.expressions import Expression
from survey.definition.types import ACKNOWLEDGED, Block, Choice, Kind, Privacy, Question
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform import cells
from survey.interchange.xlsform.columns import QUESTION_COLUMNS
from survey.interchange.xlsform.tables import Record
from survey.interchange.xlsform.texts import Texts

ANSWERED = {
    Kind.SINGLE, Kind.MULTI, Kind.TEXT, Kind.INTEGER, Kind.DATE, Kind.ACKNOWLEDGE,
}  # fmt: skip
CHOOSING = {Kind.SINGLE, Kind.MULTI}
UNSEEN = {Kind.CALCULATED, Kind.HIDDEN}
# Which kinds a column says something about; a column that is not here goes with all.
GOES_WITH: Mapping[str, set[Kind]] = {
    "required": ANSWERED,
    "required_message": ANSWERED,
    "constraint": ANSWERED,
    "constraint_message": ANSWERED,
    "default": ANSWERED | {Kind.HIDDEN},
    "calculation": {Kind.CALCULATED},
    "choice_filter": CHOOSING,
    "parameters": CHOOSING,
    "vss_seed": CHOOSING,
    "appearance": ANSWERED | {Kind.NOTE},
}
APPEARANCES = ("multiline", "likert", "minimal")
PLAIN_FIELDS = ("scale", "measure", "right", "code_version", "harmonised", "module", "replaces",
                "bsl_video")  # fmt: skip
SEED = re.compile(r"[0-9]{1,9}")
DYNAMIC = re.compile(r"\$\{|\w\(")


def read_question(
    record: Record, kind: Kind, code: str, choices: tuple[Choice, ...], section: str, texts: Texts
) -> Question:
    """A wrong cell leaves its fault in the record and an empty field here."""
    record = _without_strays(record, kind)
    shuffled, seed = _parameters(record)
    return Question(
        code=code,
        kind=kind,
        text=_text(record, kind, code, texts),
        hint=texts.optional(record, "hint"),
        choices=choices,
        block=cells.member(record, QUESTION_COLUMNS["block"], Block, default=Block.CORE),
        privacy=cells.member(
            record, QUESTION_COLUMNS["privacy"], Privacy, default=Privacy.ORDINARY
        ),
        rank=cells.number(record, "vss_rank", default=1),
        section=section,
        shown_if=cells.expression(record, "relevant"),
        is_required=cells.flag(record, "required"),
        required_text=texts.optional(record, "required_message"),
        constraint=cells.expression(record, "constraint"),
        constraint_text=texts.optional(record, "constraint_message"),
        calculation=_calculation(record, kind),
        default=_default(record, kind, choices),
        choice_filter=cells.expression(record, "choice_filter", may_have_tags=True),
        is_shuffled=shuffled,
        seed=seed,
        appearance=_appearance(record),
        **{name: record[QUESTION_COLUMNS[name]] for name in PLAIN_FIELDS},
    )


def _without_strays(record: Record, kind: Kind) -> Record:
    """The row without columns that say nothing about its kind; each leaves a fault."""
    strays = {
        column
        for column in (*record.cells, *record.texts)
        if kind not in GOES_WITH.get(column, {kind})
    }
    for column in sorted(strays):
        record.fail(Reason.NOT_HERE, column)
    return replace(
        record,
        cells={column: cell for column, cell in record.cells.items() if column not in strays},
        texts={column: text for column, text in record.texts.items() if column not in strays},
    )


def _text(record: Record, kind: Kind, code: str, texts: Texts) -> dict[str, str]:
    """What is never shown needs no words of its own, but has some in every language."""
    if kind in UNSEEN and "label" not in record.texts:
        return dict.fromkeys(texts.languages, code)
    return texts.required(record, "label")


def _calculation(record: Record, kind: Kind) -> Expression | None:
    if kind is Kind.CALCULATED and not record["calculation"]:
        record.fail(Reason.NO_CALCULATION, "calculation")
    return cells.expression(record, "calculation")


def _appearance(record: Record) -> str:
    appearance = record["appearance"]
    if appearance and appearance not in APPEARANCES:
        allowed = ", ".join(APPEARANCES)
        record.fail(Reason.WRONG_APPEARANCE, "appearance", value=shown(appearance), allowed=allowed)
        return ""
    return appearance


def _parameters(record: Record) -> tuple[bool, str]:
    """Whether choices are shuffled, and from which seed."""
    pairs = [each.partition("=") for each in re.split(r"[\s,;]+", record["parameters"]) if each]
    given = {name.lower(): value for name, _, value in pairs}
    is_known = set(given) <= {"randomize", "seed"} and len(given) == len(pairs)
    if not is_known or given.get("randomize", "false").lower() not in {"true", "false"}:
        record.fail(Reason.WRONG_PARAMETER, "parameters", value=shown(record["parameters"]))
    if "seed" in given and not SEED.fullmatch(given["seed"]):
        record.fail(Reason.WRONG_PARAMETER, "parameters", value=shown(record["parameters"]))
    is_shuffled = given.get("randomize", "").lower() == "true"
    return is_shuffled, given.get("seed", record["vss_seed"])


def _default(record: Record, kind: Kind, choices: tuple[Choice, ...]) -> str:
    text = record["default"]
    if text and (DYNAMIC.search(text) or not _is_answer(text, kind, choices)):
        record.fail(Reason.WRONG_DEFAULT, "default", value=shown(text))
        return ""
    return text


def _is_answer(text: str, kind: Kind, choices: tuple[Choice, ...]) -> bool:
    codes = {choice.code for choice in choices}
    match kind:
        case Kind.SINGLE:
            return text in codes
        case Kind.MULTI:
            return set(text.split()) <= codes
        case Kind.INTEGER:
            return re.fullmatch(r"-?[0-9]{1,18}", text) is not None
        case Kind.DATE:
            return _is_date(text)
        case Kind.ACKNOWLEDGE:
            return text == ACKNOWLEDGED
    return True


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
