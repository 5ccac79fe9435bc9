from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analytics.code_return.duty import Duty, RecordMeasure
from analytics.items import Agency, BankFacts, Item
from analytics.tables import LEVELS, Dimension
from survey.bank.questions import VictimsCode

EVERY_STAGE = ""


@dataclass(frozen=True, kw_only=True)
class ReturnEntry:
    code: VictimsCode | None
    right: str
    agency: Agency | None
    stage: str = EVERY_STAGE
    item: Item | None = None
    record: RecordMeasure | None = None

    @property
    def place(self) -> tuple[str, str]:
        return (self.code.version if self.code else "", self.right)


def entries(
    items: Mapping[str, Item],
    facts: Mapping[str, BankFacts],
    codes: Mapping[str, VictimsCode],
    duty: Duty,
) -> Iterator[ReturnEntry]:
    for code in items:
        if code in duty.awareness_items:
            item = items[code]
            yield ReturnEntry(code=None, right="", agency=item.agency, item=item)
    for version in codes.values():
        for right in version.rights:
            found = [
                *_item_entries(items, facts, version, right),
                *_record_entries(duty, version, right),
            ]
            yield from sorted(found, key=lambda entry: duty.place_of(entry.agency or Agency.POLICE))
            if not found:
                yield ReturnEntry(code=version, right=right, agency=None)


def _item_entries(
    items: Mapping[str, Item], facts: Mapping[str, BankFacts], version: VictimsCode, right: str
) -> Iterator[ReturnEntry]:
    for code, item in items.items():
        if (facts[code].right, facts[code].code_version) == (right, version.version):
            yield ReturnEntry(
                code=version,
                right=right,
                agency=item.agency,
                stage=item.module if item.module in LEVELS[Dimension.STAGE] else EVERY_STAGE,
                item=item,
            )


def _record_entries(duty: Duty, version: VictimsCode, right: str) -> Iterator[ReturnEntry]:
    for record in duty.records:
        if (record.right, record.code_version) == (right, version.version):
            yield ReturnEntry(code=version, right=right, agency=record.agency, record=record)
