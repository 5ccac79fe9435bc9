"""Case files as a force would write them: records, CSV text, and strategies for both."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time

import xlsxwriter
from hypothesis import strategies as st

from responses.case_files import reading
from responses.case_files.case import CaseStage
from responses.case_files.cells.codes import (
    CHANNELS,
    CRIME_GROUPS,
    EXCLUSIONS,
    NEEDS,
    OUTCOMES,
    ROLES,
)
from responses.case_files.columns import FLAGS, CaseRow
from responses.case_files.faults import CaseFault
from responses.case_files.reading import CaseFileRules
from responses.case_files.reference_lists import ethnic_groups, offences
from responses.case_files.tables import csv_rows

TODAY = date(2026, 11, 16)
RULES = CaseFileRules(force_codes=frozenset({"city-of-london", "gwent"}), today=TODAY)
WORD_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"
FEWEST = {
    "case_key": "K1",
    "force": "city-of-london",
    "offence_code": "28E",
    "reported_on": "2026-10-01",
    "stage": "REPORT",
    "stage_on": "2026-10-01",
}


def record(**changes: str) -> dict[str, str]:
    return {**FEWEST, **changes}


def csv_text(records: Iterable[Mapping[str, str]]) -> str:
    rows = list(records)
    names = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    writer = csv.DictWriter(written, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def json_lines(records: Iterable[Mapping[str, object]]) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in records)


def workbook(records: Iterable[Mapping[str, str]]) -> bytes:
    rows = list(records)
    names = list(dict.fromkeys(name for row in rows for name in row))
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Extract")
        book.add_worksheet("Notes").write_string(0, 0, "not read")
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        as_time = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, 1):
            for place, name in enumerate(names):
                _write_cell(sheet, number, place, row.get(name, ""), as_day, as_time)
    return written.getvalue()


def _write_cell(sheet, row: int, column: int, text: str, as_day, as_time) -> None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        sheet.write_datetime(row, column, datetime.fromisoformat(text), as_day)
    elif re.fullmatch(r"\d\d:\d\d", text):
        sheet.write_datetime(row, column, time.fromisoformat(text), as_time)
    elif re.fullmatch(r"[1-9]\d*", text):
        sheet.write_number(row, column, int(text))
    else:
        sheet.write_string(row, column, text)


def csv_lines(*records: Mapping[str, str]) -> list[str]:
    return csv_text(records).splitlines(keepends=True)


def read_case_file(
    lines: Iterable[str], *, file: str, rules: CaseFileRules
) -> Iterator[CaseRow | CaseFault]:
    raws = csv_rows(lines, file=file, profile=rules.profile)
    for read in reading.read_rows(raws, file=file, rules=rules):
        yield from [read.case] if read.case else read.faults


def as_record(row: CaseRow) -> dict[str, str]:
    """A case as the force that sent it would have written it."""
    columns = {
        "case_key": row.case_key,
        "force": row.force,
        "area": row.area,
        "offence_code": row.offence_code,
        "crime_group": row.crime_group,
        "reported_on": row.reported_on,
        "report_channel": row.report_channel,
        "victim_role": row.victim_role,
        **{f"flag_{flag}": row.flags.get(flag) for flag in FLAGS},
        "risk_level": row.risk_level,
        "enhanced_rights": row.enhanced_rights,
        "stage": row.stage.value,
        "stage_on": row.stage_on,
        "outcome_code": ";".join(row.outcome_codes),
        "outcome_on": row.outcome_on,
        "victim_told_on": row.victim_told_on,
        "next_hearing_on": row.next_hearing_on,
        "release_on": row.release_on,
        "support_referral": row.support_referral,
        "sex": row.sex,
        "birth_year": row.birth_year,
        "ethnicity": row.ethnicity,
        "ethnicity_scheme": row.ethnicity_scheme,
        "disability": row.disability,
        "language": row.language,
        "access_needs": ";".join(row.access_needs),
        "contact_mobile": row.contact_mobile,
        "contact_email": row.contact_email,
        "number_safe": row.number_safe,
        "safe_contact_channel": row.safe_contact_channel,
        "safe_contact_from": row.safe_contact_from,
        "safe_contact_to": row.safe_contact_to,
        "safe_contact_confirmed_by": row.safe_contact_confirmed_by,
        "safe_contact_confirmed_on": row.safe_contact_confirmed_on,
        "safe_word_hash": row.safe_word_hash,
        "advocate_route": row.advocate_route,
        "exclude_code": row.exclude_code,
        "exclude_by": row.exclude_by,
        "exclude_on": row.exclude_on,
        "deceased": row.is_deceased,
        "business": row.is_business,
        "on_duty_police": row.is_on_duty_police,
        "evidence_led": row.evidence_led,
    }
    return {name: _written(value) for name, value in columns.items()}


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


def _maybe(strategy: st.SearchStrategy, blank: object = "") -> st.SearchStrategy:
    return st.just(blank) | strategy


words = st.text("abcdefghij klmnop,;\"'ŵŷ", max_size=20).map(str.strip)
past = st.dates(date(2020, 1, 1), TODAY)
minutes = st.times().map(lambda t: t.replace(second=0, microsecond=0))
numbers = st.integers(10, 999).filter(lambda n: n not in {111, 222})
mobiles = numbers.map("+447700900{:03}".format)


@st.composite
def case_rows(draw: st.DrawFn) -> CaseRow:
    """Any case that the standard case file can say."""
    scheme = draw(st.sampled_from(list(ethnic_groups())))
    ethnicity = draw(_maybe(st.sampled_from(list(ethnic_groups()[scheme]))))
    offence_code = draw(st.sampled_from(list(offences())))
    group = draw(st.sampled_from(list(CRIME_GROUPS)))
    outcome = draw(st.sampled_from(list(OUTCOMES)))
    outcome_on = draw(_maybe(past, None))
    has_record, is_excluded, has_hours = (
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )
    offence = offences()[offence_code]
    return CaseRow(
        case_key=draw(st.from_regex(r"[A-Z]{1,3}[0-9]{1,20}", fullmatch=True)),
        force=draw(st.sampled_from(sorted(RULES.force_codes))),
        reported_on=draw(past),
        stage=draw(st.sampled_from(CaseStage)),
        stage_on=draw(past),
        crime_group=group,
        offence_code=offence_code,
        area=draw(words),
        report_channel=draw(_maybe(st.sampled_from(list(CHANNELS)))),
        victim_role=draw(st.sampled_from(list(ROLES))),
        flags=draw(st.dictionaries(st.sampled_from(FLAGS), st.booleans())),
        risk_level=draw(_maybe(st.sampled_from(["standard", "medium", "high"]))),
        outcome_codes=() if outcome == "0" else (outcome,),
        outcome_on=outcome_on,
        victim_told_on=draw(_maybe(st.dates(outcome_on or date(2020, 1, 1), TODAY), None)),
        next_hearing_on=draw(_maybe(st.dates(TODAY, date(2030, 1, 1)), None)),
        support_referral=draw(_maybe(st.sampled_from(["yes", "declined", "not_offered"]))),
        sex=draw(_maybe(st.sampled_from(["female", "male"]))),
        birth_year=draw(_maybe(st.integers(1900, 2026), None)),
        ethnicity=ethnicity,
        ethnicity_scheme=scheme,
        ethnicity_group=ethnic_groups()[scheme][ethnicity] if ethnicity else "",
        disability=draw(_maybe(st.sampled_from(["yes", "no"]))),
        language=draw(st.sampled_from(["en", "cy", "pa-Arab", "ur"])),
        access_needs=tuple(draw(st.lists(st.sampled_from(list(NEEDS)), unique=True))),
        contact_mobile=draw(_maybe(mobiles)),
        contact_email=draw(_maybe(st.just("someone@example.org"))),
        number_safe=draw(st.sampled_from(["yes", "no", "unknown"])),
        safe_contact_from=draw(minutes) if has_hours else None,
        safe_contact_to=draw(minutes) if has_hours else None,
        safe_contact_confirmed_by="officer 4411" if has_record else "",
        safe_contact_confirmed_on=draw(past) if has_record else None,
        safe_word_hash=draw(_maybe(st.just(WORD_HASH))),
        advocate_route=draw(_maybe(st.sampled_from(["IDVA", "ISVA", "FLO"]))),
        exclude_code=draw(st.sampled_from(list(EXCLUSIONS))) if is_excluded else "",
        exclude_by="staff 7" if is_excluded else "",
        exclude_on=draw(past) if is_excluded else None,
        is_deceased=draw(st.booleans()),
        is_business=draw(st.booleans()),
        is_on_duty_police=draw(st.booleans()),
        evidence_led=draw(_maybe(st.sampled_from(["yes", "no"]))),
        is_victimless=group in {"drugs", "weapons"} or not offence.has_victim,
    )
