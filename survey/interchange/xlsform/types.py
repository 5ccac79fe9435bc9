import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey.definition.types import QuestionKind


class TypeSupport(StrEnum):
    """Else what it asks for."""

    OURS = "ours"
    OR_OTHER = "or_other"
    """A list of choices, to which "Other" and a question for words are added."""
    RANGE = "range"
    """A number between bounds given as parameters."""
    METADATA = "metadata"
    """Recorded by the device without a question."""
    PLACE = "place"
    MEDIA = "media"
    MOMENT = "moment"
    """A day and a time, which are asked one after the other."""
    RANK = "rank"
    REPEATED = "repeated"
    OUTSIDE_FILE = "outside_file"
    OTHER = "other"
    """Valid XLSForm that we do not support."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RowType:
    """A question has a kind."""

    support: TypeSupport = TypeSupport.OURS
    kind: QuestionKind | None = None
    list_name: str = ""
    opens: bool = False
    closes: bool = False
    is_day: bool = False
    """Metadata that holds the day of the interview."""

    @property
    def is_question(self) -> bool:
        return not (self.opens or self.closes or self.support is TypeSupport.METADATA)


NAMES: Mapping[QuestionKind, str] = {
    QuestionKind.SINGLE: "select_one",
    QuestionKind.MULTI: "select_multiple",
    QuestionKind.TEXT: "text",
    QuestionKind.INTEGER: "integer",
    QuestionKind.DECIMAL: "decimal",
    QuestionKind.DATE: "date",
    QuestionKind.TIME: "time",
    QuestionKind.NOTE: "note",
    QuestionKind.ACKNOWLEDGE: "acknowledge",
    QuestionKind.CALCULATED: "calculate",
    QuestionKind.HIDDEN: "hidden",
}
CHOOSING = {QuestionKind.SINGLE, QuestionKind.MULTI}
KINDS: Mapping[str, QuestionKind] = {
    **{name: kind for kind, name in NAMES.items() if kind not in CHOOSING},
    "string": QuestionKind.TEXT,
    "phone number": QuestionKind.TEXT,
    "int": QuestionKind.INTEGER,
    "trigger": QuestionKind.ACKNOWLEDGE,
}
OLD = re.compile(r"(?:q|add) (?P<kind>.+?)(?: prompt)?")
"""Matches the syntax of early forms: `q int`, `add note prompt`."""
SELECT = re.compile(
    r"(?:add )?(?P<how>select[ _]?(?:one|1)|select[ _]multiple|select all that apply)"
    r"(?: prompt)?\s+(?:(?:from|using)\s+)?"
    r"(?P<list>\S+)(?P<other>\s+or[ _](?:specify[ _])?other)?",
    re.IGNORECASE,
)
GROUP = re.compile(
    r"(?P<way>begin|end)[ _](?P<what>group|repeat|loop)(?:\s+(?:over\s+)?(?P<list>\S+))?",
    re.IGNORECASE,
)
DAY = re.compile(r"(get )?today")
OTHERS: Mapping[TypeSupport, re.Pattern[str]] = {
    TypeSupport.RANGE: re.compile(r"range"),
    TypeSupport.METADATA: re.compile(
        r"(get )?(start|end)( time)?|(get )?today|(get )?(device|subscriber|sim) ?(id|serial)"
        r"|get phone number|phonenumber|imei|username|email|audit|uri:.*"
        r"|start-geopoint|background-.*|text audit|audio audit|caseid|comments|devicephonenum"
        r"|speed violations( .*)?|sensor_(statistic|stream)( .*)?"
    ),
    TypeSupport.PLACE: re.compile(
        r"(q |add )?(geopoint|geotrace|geoshape|gps|location)( prompt)?|osm( .*)?"
    ),
    TypeSupport.MEDIA: re.compile(
        r"(q |add )?(image|photo|picture|audio|video|file|barcode)( prompt)?"
    ),
    TypeSupport.OUTSIDE_FILE: re.compile(
        r"(xml|csv)-external|xml_external|include.*|.*(from[ _]file|external)\b.*"
    ),
    TypeSupport.OTHER: re.compile(
        r"percentage|number of days in .*|text ?area"
    ),
    TypeSupport.MOMENT: re.compile(r"(q |add )?date ?time( prompt)?"),
    TypeSupport.RANK: re.compile(r"rank( .*)?"),
}  # fmt: skip


def type_of(cell: str) -> RowType:
    """Ignores case and spacing, as XLSForm tools do."""
    text = " ".join(cell.split())
    lower = text.lower()
    old = OLD.fullmatch(lower)
    if kind := KINDS.get(lower) or (old and KINDS.get(old["kind"])):
        return RowType(kind=kind)
    if group := GROUP.fullmatch(text):
        is_ours = group["what"].lower() == "group"
        return RowType(
            support=TypeSupport.OURS if is_ours else TypeSupport.REPEATED,
            list_name=group["list"] or "",
            opens=group["way"].lower() == "begin",
            closes=group["way"].lower() == "end",
        )
    for support, pattern in OTHERS.items():
        if pattern.fullmatch(lower):
            return RowType(support, is_day=DAY.fullmatch(lower) is not None)
    return _select(text)


def _select(text: str) -> RowType:
    match = SELECT.fullmatch(text)
    if match is None:
        return RowType(TypeSupport.UNKNOWN)
    if match["list"].startswith("${"):
        return RowType(TypeSupport.REPEATED)
    is_single = "multiple" not in match["how"].lower() and "all" not in match["how"].lower()
    kind = QuestionKind.SINGLE if is_single else QuestionKind.MULTI
    support = TypeSupport.OR_OTHER if match["other"] else TypeSupport.OURS
    return RowType(support, kind, list_name=match["list"])
