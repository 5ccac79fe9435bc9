"""The whole loop, as the people in it live it: a case file goes in, a text comes out, a victim
answers in Welsh by keyboard, the force sees its figures, an alert waits, the report opens."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from analytics import words
from config.demo.planted import FALLING_FORCE, ISSUES, STANDING, IssueShape
from responses.vault.sending_hours import PLACE, may_send
from tests import tables
from tests.browser import check_page, expect_words, sign_in
from tests.conftest import IS_WHOLE
from tests.journeys import answering
from tests.journeys.product import PASSWORD, Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FLAGS = (
    "domestic_abuse", "stalking", "sexual", "hate_race", "hate_religion", "hate_orientation",
    "hate_transgender", "hate_disability", "honour_based", "forced_marriage", "fgm",
    "child_abuse", "modern_slavery", "police_suspect",
)  # fmt: skip
ASKED = range(950, 970)
"""Last three digits of the victims who may be asked. Six in ten of such cases are drawn, so that
one alone would sometimes not be."""

UNSAFE = 986
NOT_YET = "is still open, and is compared with nothing yet"

ANSWERED = (
    "from responses.extract import answer_rows; "
    "print(sum(r.language == 'cy' and r.force == 'city-of-london' for r in answer_rows()))"
)
CLOSED = (
    "from analytics.refresh.selectors.quarter_states import states; "
    "closed = sorted(period for period, state in states().items() if state.closed_on); "
    "print(*closed[-1:] if len(closed) > 1 else ())"
)
"""The latest quarter that has closed, once it and the one before stand."""


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def points(difference: float) -> str:
    return f"{'−' if difference < 0 else '+'}{abs(100 * difference):.0f}"


@pytest.fixture(autouse=True)
def _filled() -> None:
    pass


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(tmp_path_factory.mktemp("product"))
    if not IS_WHOLE:
        tables.copy_to(product.database)
    product.manage("prepare")
    with product.serving():
        yield product


@pytest.fixture(scope="module")
def closed(product: Product) -> str:
    with product.working():
        return product.wait_for(CLOSED)


def case_file(folder: Path, *, today: date) -> Path:
    case = {
        "force": "city-of-london",
        "offence_code": "28E",
        "crime_group": "burglary",
        "reported_on": str(today - timedelta(days=20)),
        "stage": "REPORT",
        "stage_on": str(today - timedelta(days=20)),
        "sex": "female",
        "birth_year": "1984",
        "language": "cy",
        "number_safe": "yes",
        **{f"flag_{flag}": "no" for flag in FLAGS},
    }
    cases = [
        {**case, "case_key": f"LOOP-{digits}", "contact_mobile": f"07700900{digits}"}
        for digits in (*ASKED, UNSAFE)
    ]
    cases[-1]["flag_domestic_abuse"] = "yes"
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=cases[0])
    writer.writeheader()
    writer.writerows(cases)
    path = folder / "cases.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def sending_moment(today: date) -> datetime:
    day = today - timedelta(days=1)
    while not may_send(datetime.combine(day, time(10), PLACE)):
        day -= timedelta(days=1)
    return datetime.combine(day, time(10))


def last_quarter(today: date) -> str:
    day = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1) - timedelta(days=1)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def sign_in_as(page: Page, product: Product, who: str) -> None:
    page.context.clear_cookies()
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, product.url, email=f"{who}@example.org", password=PASSWORD)
    page.wait_for_load_state()


class TestTheDemonstration:
    def test_tells_an_analyst_by_name_what_truly_changed(
        self, page: Page, product: Product
    ) -> None:
        [planted] = [
            issue for issue in ISSUES
            if issue.force == FALLING_FORCE and issue.shape is IssueShape.STEP
        ]  # fmt: skip

        sign_in_as(page, product, "kent.analyst")
        check_page(page)
        alert = page.get_by_role("link", name=f"Kent Police: {words.label(planted.item)}")
        expect_words(page, NOT_YET, within="section[aria-labelledby=home-told]")
        for subject in ("journey", "let-down"):
            page.goto(f"{product.url}/staff/{subject}/kent/")
            expect_words(page, NOT_YET, within=".lead")
            check_page(page)
        page.goto(f"{product.url}/staff/")
        alert.click()
        page.wait_for_load_state()
        expect_words(page, "fewer victims who answered were taken seriously", within="main")
        check_page(page)


class TestTheLoop:
    def test_goes_round(self, page: Page, product: Product, tmp_path: Path) -> None:
        today = date.today()
        before = int(product.ask(ANSWERED))

        loaded = product.manage(
            "import_cases", "--simulated", str(case_file(tmp_path, today=today))
        )
        again = product.manage("import_cases", "--simulated", str(tmp_path / "cases.csv"))
        product.manage("send_invitations", "--at", sending_moment(today).isoformat())

        assert re.search(rf"created\D+{len(ASKED) + 1}\b", loaded, re.IGNORECASE)
        assert re.search(rf"unchanged\D+{len(ASKED) + 1}\b", again, re.IGNORECASE)
        link = self.link_in_outbox(page, product)
        self.answer(page, link)
        assert int(product.ask(ANSWERED)) == before + 1
        self.read_the_force_page(page, product)
        self.read_the_planted_alert(page, product)
        self.open_the_report(product, tmp_path)

    def link_in_outbox(self, page: Page, product: Product) -> str:
        sign_in_as(page, product, "city.analyst")
        page.goto(f"{product.url}/staff/outbox/")
        check_page(page)
        text = page.inner_text("main")
        shown = [int(digits) for digits in re.findall(r"••• (\d{3})", text)]
        asked = [digits for digits in shown if digits in ASKED]
        assert UNSAFE not in shown
        assert not any(f"07700900{digits}" in text for digits in asked)
        message = page.locator("li.card").filter(has_text=f"••• {asked[0]}")
        return message.locator("a").first.get_attribute("href")

    def answer(self, page: Page, link: str) -> None:
        page.context.clear_cookies()
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(link)
        check_page(page, language="cy")
        answering.tab_to(page, "#id_answer")
        page.keyboard.type("1984")
        answering.press(page)
        answering.answer_core(page)
        answering.answer_about_oneself(page)
        answering.write_nothing(page)
        answering.check_and_send(page)

    def read_the_force_page(self, page: Page, product: Product) -> None:
        sign_in_as(page, product, "city.analyst")
        page.goto(f"{product.url}/staff/figures/city-of-london/")
        check_page(page)
        words = page.inner_text("main").replace("\xa0", " ")
        # The nation's share follows, unless it would tell of a force too small to be shown.
        said = r"\d+ % of victims who answered were satisfied .*, base \d+\)(; nation \d+ %)?\."
        assert re.search(said, words)
        expect_words(page, "SIMULATED", within="body")
        assert page.goto(f"{product.url}/staff/figures/kent/").status == 404

    def read_the_planted_alert(self, page: Page, product: Product) -> None:
        sign_in_as(page, product, "national.analyst")
        page.goto(f"{product.url}/staff/alerts/")
        check_page(page)
        page.get_by_role(
            "link", name="England and Wales: Satisfied with being kept informed"
        ).click()
        page.wait_for_load_state()
        check_page(page)
        expect_words(page, "Something is being done")
        page.get_by_role("link", name="Say what it was").click()
        page.wait_for_load_state()
        check_page(page)
        page.get_by_label("A true change that was known and expected").check()
        page.fill("textarea", "Seen: the weekly updates stopped in October.")
        page.locator("main form button").last.click()
        page.wait_for_load_state()
        check_page(page)
        expect_words(page, "Seen: the weekly updates stopped in October.")

    def open_the_report(self, product: Product, folder: Path) -> None:
        file = folder / "report.pdf"
        product.manage(
            "issue_report",
            "--force=city-of-london",
            f"--period={last_quarter(date.today())}",
            f"--out={file}",
        )
        report = PdfReader(file)
        text = "\n".join(page.extract_text() for page in report.pages)
        for number, page in enumerate(report.pages, start=1):
            assert f"Page {number} of {len(report.pages)}" in page.extract_text()
        assert "City of London Police" in text
        assert "SIMULATED" in text


@pytest.mark.nightly
class TestTheDemonstrationWithItsQuarters:
    @pytest.fixture(autouse=True)
    def _signed_in(self, page: Page, product: Product) -> None:
        sign_in_as(page, product, "kent.analyst")

    def test_tells_where_the_journey_fails(self, page: Page, product: Product, closed: str) -> None:
        [planted] = [issue for issue in STANDING if issue.stage]
        lead = self.lead_of(page, product, "journey")

        told = self.call(page, product, "journey", period=self.period_of(page))
        fall = told["largest_fall"]

        assert (fall["item"], fall["from"], fall["to"]) == (planted.item, "ST1", planted.stage)
        assert (
            "Kent Police loses most between “Reporting” and “Investigation”: "
            f"“{words.label(planted.item)}” falls from {percent(fall['from_share'])} to "
            f"{percent(fall['to_share'])} ({points(fall['difference'])} points; "
            f"{points(fall['lower'])} to {points(fall['upper'])})."
        ) in lead
        self.expect_everywhere(page, product, lead, period=closed)

    def test_tells_whom_the_force_fails(self, page: Page, product: Product, closed: str) -> None:
        [planted] = [issue for issue in STANDING if issue.only_disabled]
        lead = self.lead_of(page, product, "let-down")

        told = self.call(page, product, "gaps", period=closed)
        [group] = [
            one for one in told["groups"]
            if (one["characteristic"], one["group"]) == ("disability", "yes")
        ]  # fmt: skip
        [gap] = [one for one in group["items"] if one["item"] == planted.item]

        assert gap["verdict"] == "clear"
        mix = gap["same_mix"]
        named = (
            f"“{words.label(planted.item)}” ({points(mix['difference'])} points, "
            f"{points(mix['lower'])} to {points(mix['upper'])})"
        )
        assert "these victims in Kent Police are clearly worse off than others" in lead
        assert re.search(
            r"with the same mix of cases: .*Disability, “Disabled”, on (\d+ questions, most on )?"
            + re.escape(named),
            lead,
        )
        self.expect_everywhere(page, product, lead, period=closed)

    def test_tells_what_truly_changed(self, page: Page, product: Product, closed: str) -> None:
        lead = self.lead_of(page, product, "trends")

        told = self.call(page, product, "trends", period=closed)
        clear = {
            row["item"]: row["change"]
            for row in told["items"]
            if row["change"]["verdict"] == "clear"
        }

        for item, change in clear.items():
            assert f"“{words.label(item)}”" in lead
            assert f"{points(change['lower'])} to {points(change['upper'])}" in lead
        assert clear or "is clear. Where no difference is clear" in lead
        self.expect_everywhere(page, product, lead, period=closed)

    def lead_of(self, page: Page, product: Product, subject: str) -> str:
        page.goto(f"{product.url}/staff/{subject}/kent/")
        check_page(page)
        return plain(page.locator(".lead").first.inner_text())

    def period_of(self, page: Page) -> str:
        return page.locator("select[name=period]").first.input_value()

    def call(self, page: Page, product: Product, subject: str, *, period: str) -> dict[str, Any]:
        address = f"{product.url}/api/v1/{subject}/?force=kent&period={period}"
        return page.request.get(address).json()

    def expect_everywhere(self, page: Page, product: Product, lead: str, *, period: str) -> None:
        page.goto(f"{product.url}/staff/")
        check_page(page)
        assert lead in plain(page.inner_text("section[aria-labelledby=home-told]"))
        paper = page.request.get(f"{product.url}/staff/reports/kent/{period}.pdf").body()
        written = [one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages]
        assert lead in plain(" ".join(written))
