import csv
import html
import io
import os
import re
from dataclasses import dataclass

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from access.models import Force
from analytics import words
from analytics.items import item_codes
from analytics.models import ShownTable
from analytics.tables import SHOWN, Dimension
from tests.conftest import COUNTED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
IS_WHOLE = os.environ.get("TEST_SWEEP") == "whole"
EVERY = 1 if IS_WHOLE else 11
"""Of so many forces one is looked at."""
FEWEST = 10_000 if IS_WHOLE else 500
"""Cells of pages: with less the comparison says little."""
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
WORDS = re.compile(r'<span class="mark-words".*?</span>|<span class="unseen">.*?</span>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?")
MARK = re.compile(r"\[\w+\]")


@dataclass(frozen=True)
class Seen:
    numbers: tuple[float, ...]
    marks: tuple[str, ...]


def seen_in(cell: str) -> Seen:
    text = html.unescape(TAG.sub("", WORDS.sub("", cell))).strip()
    unit = 100 if "%" in text else 1
    numbers = NUMBER.findall(MARK.sub("", text))
    shares = [float(each.replace(",", "").replace("−", "-")) / unit for each in numbers]
    return Seen(tuple(round(each, 4) for each in shares), tuple(MARK.findall(text)))


def rows_of(page: str) -> tuple[list[str], dict[str, list[Seen]]]:
    lines = [CELL.findall(row) for row in ROW.findall(TABLE.search(page)[0])]
    plain = [html.unescape(TAG.sub("", cell)).strip() for cell in lines[0]]
    return plain, {
        html.unescape(TAG.sub("", line[0])).strip(): [seen_in(cell) for cell in line[1:]]
        for line in lines[1:]
    }


def rows_in_file(lines: list[list[object]], heads: list[str]) -> dict[str, list[Seen]]:
    names = [str(head) for head in lines[0]]
    found = {}
    for line in lines[1:]:
        cells = dict(zip(names, line, strict=True))
        found[str(line[0])] = [seen_in_file(head, cells) for head in heads[1:]]
    return found


def seen_in_file(head: str, cells: dict[str, object]) -> Seen:
    parts = {name: cells[name] for name in cells if name == head or name.startswith(f"{head}, ")}
    told = {name: value for name, value in parts.items() if value not in ("", None)}
    marks = [str(value) for name, value in told.items() if name.endswith(", mark")]
    numbers = [float(str(value)) for name, value in told.items() if not name.endswith(", mark")]
    return Seen(tuple(round(each, 4) for each in numbers), tuple(marks))


@dataclass(frozen=True)
class Eyes:
    client: Client

    def text(self, address: str, **asked: str) -> str:
        return self.bytes(address, **asked).decode()

    def bytes(self, address: str, **asked: str) -> bytes:
        answer = self.client.get(address, asked)
        assert answer.status_code == 200, (address, asked)
        return answer.content


def looked_at() -> list[tuple[str, str, Dimension]]:
    periods = ShownTable.objects.filter(period__contains="Q", dimension=Dimension.ALL)
    known = sorted(set(periods.values_list("period", flat=True)))
    forces = sorted(Force.objects.filter(valid_to=None).values_list("code", flat=True))
    tables = SHOWN[:4] if IS_WHOLE else SHOWN[:2]
    return [
        (force, period, table)
        for force in forces[::EVERY]
        for period in known[-2:]
        for table in tables
    ]  # fmt: skip


class TestAFigure:
    def test_is_the_same_on_the_page_in_files_in_calls_and_on_paper(
        self, seeded, national_client, record_property
    ):
        cells = sum(self._cells(Eyes(national_client), *each) for each in looked_at())

        record_property(COUNTED, f"{cells:,} cells of staff's pages, files, calls and paper")
        assert cells >= FEWEST

    def _cells(self, eyes: Eyes, force: str, period: str, table: Dimension) -> int:
        address, asked = f"/staff/figures/{force}/", {"period": period, "by": table.value}
        page = eyes.text(address, **asked)
        if not TABLE.search(page):
            return 0
        heads, rows = rows_of(page)
        text = io.StringIO(eyes.text(address, **asked, file="table-1.csv"))
        assert rows_in_file(list(csv.reader(text)), heads) == rows, (address, asked)
        book = CalamineWorkbook.from_filelike(
            io.BytesIO(eyes.bytes(address, **asked, file="table-1.xlsx"))
        )
        sheet = book.get_sheet_by_index(0).to_python()
        assert rows_in_file(sheet, heads) == rows, (address, asked)
        self._call(eyes, force, period, table, heads, rows)
        if table is Dimension.ALL:
            self._paper(eyes, force, period, rows)
        return sum(len(cells) for cells in rows.values())

    def _call(self, eyes, force, period, table, heads, rows) -> None:
        query = {"force": force, "period": period, "dimension": table.value}
        told = eyes.client.get("/api/v1/figures/", query).json()["levels"]
        at, called = heads.index("Share") - 1, set()
        for level in told:
            for figure in level["items"]:
                name = words.label(figure["item"])
                if table is not Dimension.ALL:
                    if figure["item"] != "Q-OVR-1":
                        continue
                    of = Dimension.ALL if level["level"] == "all" else table
                    name = words.level_name(of, level["level"])
                if name in rows:
                    called.add(name)
                    assert_same(rows[name][at : at + 4], figure["force"], (force, period, name))
        assert called == set(rows), (force, period, table)

    def _paper(self, eyes, force, period, rows) -> None:
        file = eyes.bytes(f"/staff/reports/{force}/{period}.pdf")
        pages = PdfReader(io.BytesIO(file)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert len(rows) == len(item_codes())
        for name, (share, interval, base, *_rest) in rows.items():
            line = re.search(
                rf"{re.escape(name)} ((?:\[\w\]|\d+ %)(?: ?\[\w\]| ?[\d,–]+(?: %)?)*)", text
            )
            assert line, (force, period, name)
            for part in (share, interval, base):
                for number in part.numbers:
                    shown = f"{number:,.0f}" if number > 1 else f"{100 * number:.0f}"
                    assert re.search(rf"(?<![\d,]){shown}(?![\d,])", line[1]), (
                        force,
                        name,
                        line[1],
                    )
                for mark in part.marks:
                    assert mark in line[1], (force, name, line[1])


def assert_same(cells: list[Seen], told: dict, where: object) -> None:
    share, interval, base, effective = cells
    if "positive" not in told:
        assert (share.numbers, share.marks) == ((), (told["mark"],)), where
        return
    shares = [told["positive"], told["lower"], told["upper"]]
    assert [*share.numbers, *interval.numbers] == pytest.approx(shares, abs=0.00505), where
    assert base.numbers == (told["base"],), where
    assert effective.numbers == pytest.approx((told["effective_base"],), abs=0.55), where
    assert share.marks == ((told["mark"],) if told["mark"] else ()), where
