"""Somebody who reads all that the product shows of a quarter, and puts it together."""

import csv
import io
import re
from html import unescape

import numpy as np
from pypdf import PdfReader

from access.models import Force
from analytics import words
from analytics.coverage_levels import COVERAGE_LEVELS
from analytics.disclosure.places import NATION
from analytics.disclosure.suppression.item_tables import Marks
from analytics.items import items
from analytics.tables import (
    EVERYBODY,
    KIND_PAIRS,
    NATIONAL,
    SHOWN,
    Dimension,
    pair_level,
    shown_levels,
)
from tests.analytics.make import Q3

ITEMS = ("Q-OVR-1", "Q-INF-1")
LABELS = {words.label(code): code for code in ITEMS}
ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', re.S)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.S)
PICTURE = re.compile(r"<svg.*?</svg>", re.S)
IN_PICTURE = re.compile(r"<(title|desc|text)\b[^>]*>(.*?)</\1>", re.S)
FIGURE = re.compile(r"\d\s%")
SENTENCE_BASE = re.compile(r"\(\d+–\d+\s%, base ([\d,]+)\)")


class Attacker:
    def __init__(self, client, forces):
        self.client = client
        self.forces = forces
        self.bases = {}
        """The base read at each place: item, area, dimension, level."""
        self.looked_at = 0
        self.names = dict(Force.objects.values_list("name", "code"))

    def marks(self, item, tables):
        read = {place[1:] for place in self.bases if place[0] == item}
        codes = tables.areas.codes
        return Marks(
            totals=np.array([(area, "all", EVERYBODY) in read for area in codes]),
            places={
                name: np.array(
                    [[(area, str(name), level) in read for level in table.levels] for area in codes]
                )
                for name, table in tables
            },
        )

    def marks_by_kind(self, item, tables):
        read = {place[2:] for place in self.bases if place[:2] == (item, NATION)}

        def is_read(pair, code, level):
            if code == NATION:
                return (KIND_PAIRS[pair].value, level) in read
            return (str(pair), pair_level(code, level)) in read

        codes = tables.areas.codes
        return Marks(
            totals=np.array(
                [("all", EVERYBODY) in read if code == NATION else ("kind", code) in read
                 for code in codes]
            ),
            places={
                pair: np.array(
                    [[is_read(pair, code, level) for level in table.levels] for code in codes]
                )
                for pair, table in tables
            },
        )  # fmt: skip

    def learn(self, item, area, dimension, level, base):
        self.bases[item, area, str(dimension), level] = base

    def read_everything(self):
        for area in (*self.forces, NATION):
            for dimension in SHOWN:
                if dimension in NATIONAL and area in self.forces[1:]:
                    continue
                self.call(area, dimension)
                for item in ITEMS:
                    self.open_figures(area, dimension, item)
            self.call_journey(area)
            if area != NATION:
                self.open_report(area)
                self.open_comparison(area)
        for item in ITEMS:
            self.open_comparison_of_forces(item)
        self.download_releases()
        return self

    def call(self, area, dimension):
        query = {"period": Q3, "dimension": dimension.value}
        answer = self.client.get(
            "/api/v1/figures/", query | ({} if area == NATION else {"force": area})
        ).json()
        for level in answer["levels"]:
            of = Dimension.ALL if level["level"] == EVERYBODY else dimension
            for found in level["items"]:
                for who, figure in (("nation", NATION), ("force", area)):
                    if "base" in found.get(who, {}):
                        base = found[who]["base"]
                        self.learn(found["item"], figure, of, level["level"], base)

    def open_figures(self, area, dimension, item):
        url = "/staff/forces/" if area == NATION else f"/staff/figures/{area}/"
        page = self.client.get(url, {"period": Q3, "by": dimension.value, "item": item})
        html = page.content.decode()
        self.look_at_pictures(html, area, dimension, item)
        for base in SENTENCE_BASE.findall(_text(html)):
            self.learn_base(item, area, base)
        tables = html.split("<table")
        for force, cells in self.rows_of_forces(html):
            self.learn_base(item, force, cells[2])
        for label, cells in _rows(*[t for t in tables if words.dimension_name(dimension) in t]):
            of = _level(dimension, label)
            if dimension is Dimension.ALL and label in LABELS:
                self.learn_line(LABELS[label], area, Dimension.ALL, EVERYBODY, cells)
            elif of is not None and dimension is not Dimension.ALL:
                self.learn_line(item, area, *of, cells)

    def learn_line(self, item, area, dimension, level, cells):
        base = cells[2].replace(",", "")
        if base.isdigit():
            self.learn(item, area, dimension, level, int(base))

    def look_at_pictures(self, html, area, dimension, item):
        for text in self.pictures(html):
            for line in text.split("; "):
                label, _, figure = line.partition(": ")
                if not FIGURE.search(figure):
                    continue
                if label in LABELS:
                    self.glimpse(LABELS[label], area, Dimension.ALL, EVERYBODY)
                elif of := _level(dimension, label):
                    self.glimpse(item, area, *of)

    def glimpse(self, item, area, dimension, level):
        self.bases.setdefault((item, area, str(dimension), level), None)

    def pictures(self, html):
        found = [
            _text(text) for svg in PICTURE.findall(html) for _, text in IN_PICTURE.findall(svg)
        ]
        self.looked_at += len(found)
        return found

    def rows_of_forces(self, html):
        for label, cells in _rows(html):
            if label in self.names:
                yield self.names[label], cells

    def call_journey(self, area):
        query = {"period": Q3} | ({} if area == NATION else {"force": area})
        for stage in self.client.get("/api/v1/journey/", query).json()["stages"]:
            for found in stage["items"]:
                if found["item"] in ITEMS and "base" in found:
                    read = [
                        self.bases[found["item"], area, str(Dimension.STAGE), level]
                        for level in found["made_of"]
                    ]
                    assert read
                    assert found["base"] == sum(read)

    def open_comparison(self, area):
        page = self.client.get(f"/staff/comparison/{area}/", {"period": Q3}).content.decode()
        for text in self.pictures(page):
            assert not SENTENCE_BASE.search(text)
        for label, cells in _rows(page):
            if label in LABELS:
                self.learn_base(LABELS[label], area, cells[2])

    def open_comparison_of_forces(self, item):
        page = self.client.get("/staff/comparison/", {"period": Q3, "item": item}).content.decode()
        for force, cells in self.rows_of_forces(page):
            self.learn_base(item, force, cells[2])

    def learn_base(self, item, area, base):
        if (base := base.replace(",", "")).isdigit():
            self.learn(item, area, Dimension.ALL, EVERYBODY, int(base))

    def open_report(self, area):
        file = self.client.get(f"/staff/reports/{area}/{Q3}.pdf")
        if file.status_code != 200:
            return
        pages = PdfReader(io.BytesIO(file.content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for code in ITEMS:
            label = re.escape(items()[code].label["en"])
            line = re.search(label + r" \d+ % \d+–\d+ % ([\d,]+) ", text)
            if line:
                self.learn_base(code, area, line[1])

    def download_releases(self):
        releases = self.client.get("/api/v1/releases/").json()["releases"]
        for release in sorted(releases, key=lambda each: each["version"])[-1:]:
            address = f"/api/v1/releases/{release['period']}/{release['version']}"
            figures = self.client.get(f"{address}/figures.csv").content.decode()
            for row in csv.DictReader(io.StringIO(figures)):
                if row["base"].isdigit() and row["period"] == Q3:
                    self.glimpse(row["item"], row["area"], row["dimension"], row["level"])


def _rows(*tables):
    for table in tables:
        for label, cells in ROW.findall(table):
            yield _text(label), [_text(cell) for cell in CELL.findall(cells)]


def _text(html):
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def _level(dimension, label):
    if label == words.level_name(Dimension.ALL, EVERYBODY):
        return Dimension.ALL, EVERYBODY
    levels = COVERAGE_LEVELS.get(dimension) or shown_levels(dimension)
    levels = dict.fromkeys((*levels, *shown_levels(dimension)))
    named = {words.level_name(dimension, level): level for level in levels}
    return (dimension, named[label]) if label in named else None
