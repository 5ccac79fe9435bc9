"""Reads the type column, which says what a row of the survey sheet is. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey.definition.types import QuestionKind


class TypeSupport(StrEnum):
    """Whether we take the type."""

    OURS = "ours"
    OR_OTHER = "or_other"
    OTHER = "other"
    """Valid XLSForm that we do not support."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RowType:
    """A question has a kind. A group, repeat or loop opens or closes."""

    support: TypeSupport = TypeSupport.OURS
    kind: QuestionKind | None = None
    list_name: str = ""
    opens: bool = False
    closes: bool = False


NAMES: Mapping[QuestionKind, str] = {
    QuestionKind.SINGLE: "select_one",
    QuestionKind.MULTI: "select_multiple",
    QuestionKind.TEXT: "text",
    QuestionKind.INTEGER: "integer",
    QuestionKind.DATE: "date",
    QuestionKind.NOTE: "note",
    QuestionKind.ACKNOWLEDGE: "acknowledge",
    QuestionKind.CALCULATED: "calculate",
    QuestionKind.HIDDEN: "hidden",
}
KINDS: Mapping[str, QuestionKind] = {
    **{name: kind for kind, name in NAMES.items()},
    "string": QuestionKind.TEXT,
    "int": QuestionKind.INTEGER,
    "trigger": QuestionKind.ACKNOWLEDGE,
}
SELECT = re.compile(
    r"(?P<how>select[ _]one|select[ _]multiple|select all that apply)\s+(?:from\s+)?"
    r"(?P<list>\S+)(?P<other>\s+or[ _](?:specify[ _])?other)?",
    re.IGNORECASE,
)
GROUP = re.compile(
    r"(?P<way>begin|end)[ _](?P<what>group|repeat|loop)(?:\s+over\s+(?P<list>\S+))?", re.IGNORECASE
)
OTHERS = re.compile(
    r"decimal|range|time|datetime|geopoint|geotrace|geoshape|gps|location|image|photo|audio|video"
    r"|file|barcode|rank .*|osm( .*)?|include|start|end|today|deviceid|device id|subscriberid"
    r"|simserial|username|email|phonenumber|phone ?number|audit|start-geopoint|background-.*"
    r"|(xml|csv)-external|select_(one|multiple)_(from_file|external) .*|get .*|set .*"
    r"|xml_external|imei|uri:.*|phone_?number|text_?area|q .*|add .*|select1 .*"
)


def type_of(cell: str) -> RowType:
    """What the cell means, read as XLSForm tools do, whatever its capitals and blanks."""
    text = " ".join(cell.split())
    lower = text.lower()
    if lower in KINDS and KINDS[lower] not in {QuestionKind.SINGLE, QuestionKind.MULTI}:
        return RowType(kind=KINDS[lower])
    if group := GROUP.fullmatch(text):
        is_ours = group["what"].lower() == "group"
        return RowType(
            support=TypeSupport.OURS if is_ours else TypeSupport.OTHER,
            list_name=group["list"] or "",
            opens=group["way"].lower() == "begin",
            closes=group["way"].lower() == "end",
        )
    if match := SELECT.fullmatch(text):
        kind = QuestionKind.SINGLE if "one" in match["how"].lower() else QuestionKind.MULTI
        support = TypeSupport.OR_OTHER if match["other"] else TypeSupport.OURS
        return RowType(support, kind, list_name=match["list"])
    return RowType(TypeSupport.OTHER if OTHERS.fullmatch(lower) else TypeSupport.UNKNOWN)
