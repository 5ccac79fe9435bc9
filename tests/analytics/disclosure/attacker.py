"""Somebody who reads all that the product shows of a quarter, and puts it together: pages with
the texts in their pictures, calls, files and reports of every force, with the eyes of the nation.
She knows how many were asked."""

import csv
import io
import re
from collections import defaultdict
from html import unescape

from pypdf import PdfReader

from access.models import Force
from analytics import words
from analytics.disclosure import quarter as disclosure_quarter
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.linked_tables import (
    CellBounds,
    LinkedTables,
    Sum,
    exact,
)
from analytics.disclosure.quarter import ANSWERED, coverage_dimension
from analytics.items import items
from analytics.releases.selectors import drafts
from analytics.tables import COVERAGE_LEVELS, EVERYBODY, LEVELS, Dimension
from tests.analytics.disclosure.reading_back import rounding_bounds, share_bounds
from tests.analytics.make import Q3

ITEMS = ("Q-OVR-1", "Q-INF-1")
LABELS = {words.label(code): code for code in ITEMS}
ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', re.S)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.S)
PICTURE = re.compile(r"<svg.*?</svg>", re.S)
IN_PICTURE = re.compile(r"<(title|desc|text)\b[^>]*>(.*?)</\1>", re.S)
SHOWN = re.compile(r"\d\s%")
SENTENCE_BASE = re.compile(r"\(\d+–\d+\s%, base ([\d,]+)\)")


class Attacker:
    """`quarter` tells her how the numbers hang together and who was asked; of who answered she
    knows only what she reads, such as that nothing is shown for fewer than ten."""

    def __init__(self, client, quarter, *, least_shown=10):
        self.client = client
        self.quarter = quarter
        self.published = defaultdict(CellBounds)
        self.least_shown = least_shown
        self.looked_at = 0
        self.names = dict(Force.objects.values_list("name", "code"))
        self.regions = drafts.regions_of(quarter.forces)

    @property
    def tables(self) -> LinkedTables:
        sums, at_most = disclosure_quarter.links(self.quarter)
        asked = {
            (ANSWERED, *place): CellBounds(upper=people)
            for place, people in self.quarter.asked.items()
            if place[0] != NATION
        }
        published = {
            cell: self.published.get(cell, CellBounds()) & known for cell, known in asked.items()
        }
        return LinkedTables(
            published={**self.published, **published},
            sums=(*sums, *self._region_sums()),
            at_most=at_most,
        )

    def _region_sums(self):
        for measure, area, *place in list(self.published):
            if area in self.regions:
                parts = tuple((measure, force, *place) for force in self.regions[area])
                yield Sum(whole=(measure, area, *place), parts=parts)

    @property
    def hidden(self):
        """What she has not read, as the goals want to know it."""
        return {
            measure: {
                place
                for place in self.quarter.places(measure)
                if not self.published[measure, *place].is_exact
            }
            for measure in self.quarter.measures
        }

    def learn(self, measure, area, dimension, level, published):
        self.published[measure, area, dimension, level] &= published

    def learn_response(self, area, dimension, level, share, decimals):
        """A rate is as good as a number to who knows how many were asked."""
        place = (area, coverage_dimension(dimension), level)
        members = self.regions.get(area, (area,))
        asked = sum(self.quarter.asked.get((one, *place[1:]), 0) for one in members)
        self.learn(ANSWERED, *place, share_bounds(exact(asked), share=share, decimals=decimals))

    def read_everything(self):
        for area in (*self.quarter.forces, NATION):
            for dimension in Dimension:
                self.call(area, dimension)
                for item in ITEMS:
                    self.open_figures(area, dimension, item)
            self.open_coverage(area)
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
            "/api/figures/", query | ({} if area == NATION else {"force": area})
        ).json()
        for level in answer["levels"]:
            of = Dimension.ALL if level["level"] == EVERYBODY else dimension
            for found in level["items"]:
                for who, figure in (("nation", NATION), ("force", area)):
                    if "base" in found.get(who, {}):
                        base = exact(found[who]["base"])
                        self.learn(found["item"], figure, of.value, level["level"], base)
            share = level.get("response", {}).get("share")
            if share is not None:
                self.learn_response(area, of, level["level"], share, decimals=4)

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
            self.learn_rate(force, cells[-1])
        for label, cells in _rows(*[t for t in tables if words.dimension_name(dimension) in t]):
            of = _level(dimension, label)
            if dimension is Dimension.ALL and label in LABELS:
                self.learn_line(LABELS[label], area, Dimension.ALL, EVERYBODY, cells)
            elif of is not None and dimension is not Dimension.ALL:
                self.learn_line(item, area, *of, cells)

    def learn_line(self, item, area, dimension, level, cells):
        """Share, interval, base, effective base; then the nation, coverage and response."""
        base = cells[2].replace(",", "")
        if base.isdigit():
            self.learn(item, area, dimension.value, level, exact(int(base)))
        self.learn_rate(area, cells[-1], dimension, level)

    def learn_rate(self, area, rate, dimension=Dimension.ALL, level=EVERYBODY):
        if shown := re.fullmatch(r"(\d+)\s%", rate):
            self.learn_response(area, dimension, level, int(shown[1]) / 100, decimals=2)

    def look_at_pictures(self, html, area, dimension, item):
        """A figure in a picture, a tooltip or a text read aloud is of ten people at least."""
        published = CellBounds(lower=self.least_shown)
        for text in self.pictures(html):
            for line in text.split("; "):
                label, _, figure = line.partition(": ")
                if not SHOWN.search(figure):
                    continue
                if label in LABELS:
                    self.learn(LABELS[label], area, Dimension.ALL.value, EVERYBODY, published)
                elif of := _level(dimension, label):
                    self.learn(item, area, of[0].value, of[1], published)

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
            self.learn_rate(force, cells[-1])

    def learn_base(self, item, area, base):
        if (base := base.replace(",", "")).isdigit():
            self.learn(item, area, Dimension.ALL.value, EVERYBODY, exact(int(base)))

    def open_coverage(self, area):
        url = "/staff/coverage/" if area == NATION else f"/staff/coverage/{area}/"
        page = self.client.get(url, {"period": Q3}).content.decode()
        for dimension in COVERAGE_LEVELS:
            caption = f"<caption>{words.dimension_name(dimension)}</caption>"
            for label, cells in _rows(*[t for t in page.split("<table") if caption in t]):
                of, rate = _level(dimension, label), re.fullmatch(r"(\d+)\s%", cells[-1])
                if of and rate:
                    self.learn_response(area, *of, int(rate[1]) / 100, decimals=2)
        answered = re.search(
            r'step-name">Answered</strong>\s*<span class="step-count">([\d,]+)', page
        )
        if answered:
            place = (area, Dimension.ALL.value, EVERYBODY)
            self.learn(ANSWERED, *place, exact(int(answered[1].replace(",", ""))))

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
                base = exact(int(line[1].replace(",", "")))
                self.learn(code, area, Dimension.ALL.value, EVERYBODY, base)

    def download_releases(self):
        """The newest: what it replaced tells of the time before it, when she read that."""
        releases = self.client.get("/api/releases/").json()
        for release in sorted(releases, key=lambda each: each["version"])[-1:]:
            address = f"/api/releases/{release['period']}/{release['version']}"
            figures = self.client.get(f"{address}/figures.csv").content.decode()
            for row in csv.DictReader(io.StringIO(figures)):
                if row["base"].isdigit() and row["period"] == Q3:
                    base = rounding_bounds(int(row["base"]), to=5)
                    self.learn(row["item"], row["area"], row["dimension"], row["level"], base)
            responses = self.client.get(f"{address}/response.csv").content.decode()
            for row in csv.DictReader(io.StringIO(responses)):
                if row["response"].isdigit():
                    share = int(row["response"]) / 100
                    self.learn_response(row["area"], row["dimension"], row["level"], share, 2)


def _rows(*tables):
    for table in tables:
        for label, cells in ROW.findall(table):
            yield _text(label), [_text(cell) for cell in CELL.findall(cells)]


def _text(html):
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def _level(dimension, label):
    if label == words.level_name(Dimension.ALL, EVERYBODY):
        return Dimension.ALL, EVERYBODY
    levels = {**LEVELS, **COVERAGE_LEVELS}[dimension]
    named = {words.level_name(dimension, level): level for level in levels}
    return (dimension, named[label]) if label in named else None
