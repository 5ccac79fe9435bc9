import csv
import io
import json
import subprocess
import warnings
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from csvw import CSVW
from odfdo import Document
from pypdf import PdfReader

from access.models import Force
from analytics.items import item_codes
from analytics.releases import content, reading
from analytics.releases.draft import Draft, EditedWords, File, QualityField
from analytics.releases.presenters import pages
from analytics.releases.presenters.content import release_json
from analytics.releases.presenters.files import CHECKSUMS, release_files
from analytics.releases.tables import FigureLine, ResponseLine, WhyHidden, split_unpublished
from tests.analytics.paper import judge
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
LOADS, LABEL = json.loads, "management"
Q3, YEAR = "2026-Q3", "year to 2026-Q1"
SHOWN = ("60", "15", "25", "55", "65", "400", "")
HIDDEN = ("[c]",) * 7


def line(dimension="all", level="all", *, item="Q-OVR-1", area="nation", values=SHOWN, why="",
         period=Q3):  # fmt: skip
    return FigureLine(period, area, dimension, level, item, *values, why)


def hidden(dimension, level, why, **of):
    return line(dimension, level, values=HIDDEN, why=why.value, **of)


def draft(**changes) -> Draft:
    figures = [
        *(line(item=item) for item in item_codes()),
        line("sex", "female"),
        hidden("sex", "male", WhyHidden.PROTECTS_ANOTHER),
        hidden("religion", "jewish", WhyHidden.SMALL),
        line("religion", "none"),
        line("stage", "ST2", values=(*SHOWN[:5], "45", "[u]")),
        hidden("stage", "ST1", WhyHidden.SMALL),
        hidden("pregnancy", "yes", WhyHidden.SMALL),
        hidden("pregnancy", "no", WhyHidden.SMALL),
        line(area="kent", period=YEAR),
        line(area="essex", values=("[u]",) * 7, why="uncertain", period=YEAR),
    ]
    fields = {each.value: f"Words of {each.value}" for each in QualityField}
    edited = EditedWords(
        fields={"en": fields, "cy": {name: f"Cymraeg {name}" for name in fields}},
        contact_name={"en": "Head of Statistics", "cy": "Pennaeth Ystadegau"},
        contact_email="statistics@example.org",
        publish_on=date(2027, 1, 14),
        next_on=date(2027, 4, 15),
    )
    made = Draft(
        period=Q3, version=1, revision_note="", figures=figures,
        responses=[ResponseLine(Q3, "nation", "all", "all", "5000", "75", "3000", "42", "")],
        quality=QUALITY, known={}, filled_at=NOW, edited=edited,
    )  # fmt: skip
    return replace(made, **changes)


QUALITY = {
    "respondents": "400", "forces": 2, "nation": {}, "by_force": [], "design_effect": 1.1,
    "error_ratio": None, "merged": 0, "places": 9, "hidden": 2, "further": 1, "small": 3,
    "tables": 4, "withheld": [], "uneven": {},
}  # fmt: skip


@shared_rows
def files() -> dict[str, File]:
    made = release_files(draft(), forces=Force.objects.all(), is_simulated=True)
    return {file.name: file for file in made}


def release(files, language="en"):
    told = files[content.NAME].content
    return reading.read_release(told, language=language, published_on=date(2027, 1, 14))


class TestTheContentOfAPage:
    def test_is_read_without_the_tables_of_forces(self, files):
        told = files[content.NAME].content
        day, on = date(2027, 1, 14), {"Q-OVR-1"}

        whole = reading.read_release(told, language="en", published_on=day)
        of_page = reading.read_release(told, language="en", published_on=day, national_items=on)

        assert pages.release_page(of_page, asked="").tables == (
            pages.release_page(whole, asked="").tables
        )
        assert pages.release_page(of_page, asked="").ten == pages.release_page(whole, asked="").ten
        assert {table.area for table in of_page.tables} == {"nation"}
        assert {table.area for table in whole.tables} > {"nation"}
        assert of_page.responses == whole.responses
        assert of_page.not_published == whole.not_published

    def test_is_parsed_without_the_lines_that_the_page_has_not(self, monkeypatch):
        parsed, kents = [], '"kent","stage"'
        monkeypatch.setattr(reading.json, "loads", lambda text: parsed.append(text) or LOADS(text))
        of_kent = draft(figures=[*draft().figures, line("stage", "ST2", area="kent", period=YEAR)])
        told = release_json(of_kent, forces=Force.objects.all(), is_simulated=True, label=LABEL)

        reading.read_release(told, language="en", published_on=None, national_items={"Q-OVR-1"})

        assert kents in told
        assert [kents in text for text in parsed] == [False]

    def test_is_read_whatever_is_in_its_words(self, files):
        told = files[content.NAME].content
        word = 'Words of "figures":[["a"],["b"]],"unpublished_columns"'
        odd = told.replace('"Words of limits"', json.dumps(word))
        assert odd != told

        found = reading.read_release(
            odd, language="en", published_on=None, national_items={"Q-OVR-1"}
        )

        assert found.limits[0] == word
        assert (
            found.tables
            == reading.read_release(
                told, language="en", published_on=None, national_items={"Q-OVR-1"}
            ).tables
        )

    def test_is_read_where_it_is_written_in_another_way(self, files):
        told = files[content.NAME].content
        spaced = json.dumps(json.loads(told), indent=1)
        on = {"Q-OVR-1"}

        assert reading.read_release(
            spaced, language="en", published_on=None, national_items=on
        ) == (reading.read_release(told, language="en", published_on=None, national_items=on))


class TestEveryFile:
    def test_is_named_by_its_checksum(self, files, tmp_path):
        for file in files.values():
            (tmp_path / file.name).write_bytes(file.body)

        checked = subprocess.run(
            ["sha256sum", "--check", "--strict", CHECKSUMS], cwd=tmp_path, capture_output=True,
            text=True, check=False,
        )  # fmt: skip

        assert checked.returncode == 0
        assert checked.stdout.count(": OK") == len(files) - 1

    @pytest.mark.slow
    def test_is_the_same_when_it_is_made_again(self, files):
        again = release_files(draft(), forces=Force.objects.all(), is_simulated=True)

        assert {file.name: file.sha256 for file in again} == {
            name: file.sha256 for name, file in files.items()
        }

    def test_says_simulated(self, files):
        for name in ("figures.csv", "release.json", "quality-report-en.md", "picture-1-en.svg"):
            assert "SIMULATED" in files[name].content, name


class TestTheTidyFiles:
    def test_are_valid_csv_on_the_web(self, files, tmp_path):
        for file in files.values():
            (tmp_path / file.name).write_bytes(file.body)

        judged = CSVW(str(tmp_path / "csv-metadata.json"), validate=True)

        assert (judged.is_valid, judged.warnings) == (True, [])

    def test_are_judged_by_a_judge_who_finds_what_is_wrong(self, files, tmp_path):
        for file in files.values():
            (tmp_path / file.name).write_bytes(file.body.replace(b",60,", b",sixty,"))

        with warnings.catch_warnings():
            warnings.simplefilter("always")
            assert not CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid

    def test_have_words_beside_their_codes(self, files):
        rows = list(csv.DictReader(io.StringIO(files["figures.csv"].content)))

        (row,) = [row for row in rows if (row["dimension"], row["level"]) == ("sex", "male")]
        assert row["dimension_name"] == "Sex"
        assert row["level_name"] == "Male"
        assert row["question"] == "Satisfied overall"
        assert row["why_words"] == "to protect another group"

    def test_tell_once_what_has_no_number(self, files):
        rows = list(csv.DictReader(io.StringIO(files["unpublished.csv"].content)))

        told = {(row["area"], row["dimension"]): row["why_words"] for row in rows}
        assert told == {
            ("nation", "pregnancy"): "fewer than 30 people answered",
            ("essex", "all"): "too uncertain to publish",
        }
        assert "pregnancy" not in files["figures.csv"].content


class TestTheWorkbooks:
    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_say_the_same_in_both_formats(self, files, language):
        xlsx = openpyxl.load_workbook(io.BytesIO(files[f"tables-{language}.xlsx"].body))
        ods = Document(io.BytesIO(files[f"tables-{language}.ods"].body))

        sheets = {
            sheet.title: [[cell for cell in row if cell is not None]
                          for row in sheet.iter_rows(values_only=True)]
            for sheet in xlsx
        }  # fmt: skip
        assert sheets == {
            table.name: [list(row) for row in map(_told, table.get_values())]
            for table in ods.body.tables
        }
        assert len(sheets) > 5

    def test_have_one_whole_table_a_sheet_without_empty_or_merged_cells(self, files):
        book = openpyxl.load_workbook(io.BytesIO(files["tables-en.xlsx"].body))

        for sheet in book:
            (table,) = sheet.tables.values()
            cells = [cell.value for row in sheet[table.ref] for cell in row]
            assert not sheet.merged_cells.ranges
            assert None not in cells, sheet.title
            assert "" not in cells, sheet.title

    def test_say_why_a_cell_is_hidden(self, files):
        book = openpyxl.load_workbook(io.BytesIO(files["tables-en.xlsx"].body))
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]

        (male,) = [row for row in rows if row[1] == "Male"]
        assert male[2:] == (*("[c]",) * 7, "to protect another group")
        (essex,) = [row for row in rows if row[1] == "Essex Police"]
        assert essex[-2:] == ("[u]", "too uncertain to publish")

    def test_are_what_opendocument_asks_of_an_archive(self, files):
        with zipfile.ZipFile(io.BytesIO(files["tables-en.ods"].body)) as archive:
            first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def _told(row):
    return [cell for cell in row if cell is not None]


class TestThePaper:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("language", "tag", "said"),
        [
            ("en", "en-GB", "What changed in the method"),
            ("cy", "cy-GB", "Beth newidiodd yn y dull"),
        ],
    )
    def test_is_tagged_in_its_language(self, files, language, tag, said):
        content = files[f"release-{language}.pdf"].body
        paper = PdfReader(io.BytesIO(content))

        text = " ".join(page.extract_text() for page in paper.pages)
        assert paper.trailer["/Root"]["/Lang"] == tag
        assert "/StructTreeRoot" in paper.trailer["/Root"]
        assert said in " ".join(text.split())
        assert "60" in text
        assert judge.faults(content) == []


class TestTheFrozenRelease:
    def test_says_three_to_five_sentences_in_each_language(self, files):
        english, welsh = release(files).sentences, release(files, "cy").sentences

        assert 3 <= len(english) <= 5
        assert english[0].startswith("In 2026 Q3, 60\xa0% of victims who answered were satisfied")
        assert len(welsh) == len(english)
        assert not set(welsh) & set(english)

    def test_says_why_in_words(self, files):
        told = {
            (table.dimension, row.level or row.area): (row.mark, row.why)
            for table in release(files).tables_of("Q-OVR-1")
            for row in table.rows
        }
        assert told["sex", "male"] == ("[c]", "to protect another group")
        assert told["religion", "jewish"] == ("[c]", "fewer than 30 people answered")
        assert told["stage", "ST2"] == ("[u]", "")

    def test_names_every_force_of_a_year_also_one_of_which_nothing_is_published(self, files):
        forces = release(files).forces_on("Q-OVR-1")

        assert [(row.label, bool(row.figure), row.why) for row in forces.rows] == [
            ("Essex Police", False, "too uncertain to publish"),
            ("Kent Police", True, ""),
        ]

    def test_has_no_table_longer_than_a_screen(self, files):
        assert max(len(table.rows) for table in release(files).tables) <= 50

    def test_has_each_key_once(self, files):
        keys = [table.key for table in release(files).tables]
        assert len(set(keys)) == len(keys)

    def test_carries_what_people_wrote(self, files):
        found = release(files, "cy")

        assert found.method_changes == "Cymraeg method"
        assert found.limits[0] == "Cymraeg limits"
        assert (found.next_on, found.contact_name) == (date(2027, 4, 15), "Pennaeth Ystadegau")

    @pytest.mark.slow
    @pytest.mark.parametrize("label", ["management", "in_development", "official", "accredited"])
    def test_carries_the_label_of_the_day_it_was_made(self, files, settings, label):
        settings.STATISTICS_LABEL = label
        made = release_files(draft(), forces=Force.objects.all(), is_simulated=True)
        settings.STATISTICS_LABEL = "management"

        assert json.loads(made[0].content)["label"] == label


class TestParting:
    def test_prints_whole_tables_or_none_of_them(self):
        readable, unpublished = split_unpublished(draft().figures)

        assert {line.level for line in readable if line.dimension == "sex"} == {"female", "male"}
        assert [(one.dimension, one.lines) for one in unpublished] == [
            ("pregnancy", 2), ("all", 1),
        ]  # fmt: skip

    def test_loses_no_line(self):
        lines = draft().figures
        readable, unpublished = split_unpublished(lines)
        assert len(readable) + sum(one.lines for one in unpublished) == len(lines)
