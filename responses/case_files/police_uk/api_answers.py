import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import BinaryIO, cast

from responses.case_files import reference_lists
from responses.case_files.faults import CaseFault, FaultCode, FileError, force_faults
from responses.case_files.police_uk.rows import (
    LONGEST_SHOWN,
    OutcomeRow,
    PoliceUkRow,
    PoliceUkRules,
    StreetRow,
    id_faults,
    month_of,
)
from responses.case_files.reference_lists import CrimeType

LARGEST = 16 * 1024**2
"""An answer has at most 10,000 crimes, some 4 MB."""
SEEN = 64 * 1024
MARK = re.compile(rb'\A(\xef\xbb\xbf)?\s*[\[{].*"persistent_id"', re.DOTALL)
TRANSPORT_POLICE = "BTP"
Item = Mapping[str, object]


@dataclass(frozen=True)
class ApiAnswer:
    file: str
    rules: PoliceUkRules
    left_out: Counter[str]

    def rows(self, text: str) -> Iterator[PoliceUkRow | CaseFault]:
        """Each crime and outcome, or its faults."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            yield CaseFault(FaultCode.NOT_API_JSON, self.file)
            return
        for number, item in enumerate(found if isinstance(found, list) else [found], 1):
            yield from _Item(self, number).rows(item)


def is_answer(file: BinaryIO) -> bool:
    file.seek(0)
    return MARK.search(file.read(SEEN)) is not None


def text_of(file: BinaryIO, *, name: str) -> str:
    """Raises FileError where it is too large or no text."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        terms = {"most": f"{LARGEST // 1024**2} MB"}
        raise FileError(CaseFault(FaultCode.TOO_LARGE, file=name, terms=terms))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(CaseFault(FaultCode.NOT_UTF8, file=name)) from None


class _Item:
    """One item of an answer, and its faults."""

    def __init__(self, answer: ApiAnswer, number: int) -> None:
        self._answer = answer
        self._number = number
        self._faults: list[CaseFault] = []

    def rows(self, item: object) -> Iterator[PoliceUkRow | CaseFault]:
        rows = list(self._read_item(item))
        yield from self._faults or rows

    def _read_item(self, item: object) -> Iterator[PoliceUkRow]:
        match item:
            case {"crime": dict(crime), "outcomes": list(outcomes)}:
                yield from self._crime(crime, outcomes)
            case {"crime": dict(crime), "category": dict(), "date": _}:
                yield from self._crime(crime, [item])
            case {"category": str(), "month": _, "persistent_id": _, **others}:
                last = others.get("outcome_status")
                yield from self._crime(cast("Item", item), [] if last is None else [last])
            case _:
                self._fault(FaultCode.NOT_API_JSON)

    def _crime(self, crime: Item, outcomes: list[object]) -> Iterator[PoliceUkRow]:
        crime_id = _text(crime.get("persistent_id"))
        if crime.get("location_type") == TRANSPORT_POLICE:
            self._answer.left_out["transport_police"] += 1
        elif not crime_id:
            self._answer.left_out["without_id_in_api"] += 1
        else:
            yield from self._street(crime_id, crime)
            for outcome in outcomes:
                yield from self._outcome(crime_id, outcome)

    def _street(self, crime_id: str, crime: Item) -> Iterator[StreetRow]:
        self._faults += id_faults(
            crime_id, column="persistent_id", file=self._answer.file, row=self._number
        )
        rules, slug = self._answer.rules, _text(crime.get("category"))
        crime_type = crime_types_by_slug().get(slug)
        if crime_type is None:
            self._fault(FaultCode.UNKNOWN_CRIME_TYPE, "category", slug)
        month = self._month("month", crime.get("month"))
        if month and (life := rules.lives.get(rules.said)):
            found = force_faults(life, day=month, column="month")
            self._faults += [
                replace(each, file=self._answer.file, row=self._number) for each in found
            ]
        if month and crime_type:
            yield StreetRow(crime_id, month, self._answer.rules.said, "", crime_type, None)

    def _outcome(self, crime_id: str, outcome: object) -> Iterator[OutcomeRow]:
        match outcome:
            case {"category": {"name": str(wording)}, "date": on}:
                pass
            case {"category": str(wording), "date": on}:
                pass
            case _:
                self._fault(FaultCode.NOT_API_JSON, "outcome_status")
                return
        meaning = reference_lists.police_uk_wordings().get(wording)
        if meaning is None:
            self._fault(FaultCode.UNKNOWN_WORDING, "category", wording)
        month = self._month("date", on)
        if month and meaning:
            yield OutcomeRow(crime_id, month, self._answer.rules.said, "", meaning, wording)

    def _month(self, column: str, value: object) -> date | None:
        month = month_of(_text(value))
        if month is None:
            self._fault(FaultCode.WRONG_MONTH, column, _text(value))
        elif month > self._answer.rules.today:
            self._fault(FaultCode.FUTURE_DATE, column, _text(value))
        return month

    def _fault(self, code: FaultCode, column: str = "", value: str = "", **terms: str) -> None:
        shown = value[:LONGEST_SHOWN]
        self._faults.append(CaseFault(code, self._answer.file, self._number, column, shown, terms))


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


@cache
def crime_types_by_slug() -> Mapping[str, CrimeType]:
    types = reference_lists.police_uk_crime_types().values()
    return {each.slug: each for each in types if each.slug}
