"""The type column: what a row of the survey sheet is. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey.definition.types import Kind


class Standing(StrEnum):
    OURS = "ours"
    OR_OTHER = "or_other"
    OTHER = "other"
    """Sound XLSForm, outside our subset."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Type:
    """A question has a kind; a group opens or closes, and so does what is like one."""

    standing: Standing = Standing.OURS
    kind: Kind | None = None
    list_name: str = ""
    opens: bool = False
    closes: bool = False


NAMES: Mapping[Kind, str] = {
    Kind.SINGLE: "select_one",
    Kind.MULTI: "select_multiple",
    Kind.TEXT: "text",
    Kind.INTEGER: "integer",
    Kind.DATE: "date",
    Kind.NOTE: "note",
    Kind.ACKNOWLEDGE: "acknowledge",
    Kind.CALCULATED: "calculate",
    Kind.HIDDEN: "hidden",
}
KINDS: Mapping[str, Kind] = {
    **{name: kind for kind, name in NAMES.items()},
    "string": Kind.TEXT,
    "int": Kind.INTEGER,
    "trigger": Kind.ACKNOWLEDGE,
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


def type_of(cell: str) -> Type:
    """What the cell says, read as XLSForm tools do: capitals and blanks make no difference."""
    text = " ".join(cell.split())
    lower = text.lower()
    if lower in KINDS and KINDS[lower] not in {Kind.SINGLE, Kind.MULTI}:
        return Type(kind=KINDS[lower])
    if group := GROUP.fullmatch(text):
        is_ours = group["what"].lower() == "group"
        return Type(
            standing=Standing.OURS if is_ours else Standing.OTHER,
            list_name=group["list"] or "",
            opens=group["way"].lower() == "begin",
            closes=group["way"].lower() == "end",
        )
    if match := SELECT.fullmatch(text):
        kind = Kind.SINGLE if "one" in match["how"].lower() else Kind.MULTI
        standing = Standing.OR_OTHER if match["other"] else Standing.OURS
        return Type(standing, kind, list_name=match["list"])
    return Type(Standing.OTHER if OTHERS.fullmatch(lower) else Standing.UNKNOWN)
