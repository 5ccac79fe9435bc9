"""Takes the pictures of README and docs from a running `./dev run`:

./dev pictures http://localhost:8000 http://localhost:8000/<victim's link> <gate answer>

Without a link those of the homes of staff alone.
"""

import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, sign_in
from tests.journeys.own_layout import EXTRACT
from tests.journeys.product import PASSWORD

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESK = {"width": 1280, "height": 1060}
SMALL_PHONE = {"width": 360, "height": 640}
HOMES = {
    "force-analyst": "kent.analyst",
    "lead": "city.lead",
    "national": "national.analyst",
    "administrator": "administrator",
    "oversight": "oversight",
    "partner": "cps.partner",
}
"""Whose home each is, by the name of its pictures."""
WIDTHS = {1280: 0.7, 390: 1.0}
"""Each width in which a home is taken, with its scale."""
LONGEST = 1500
"""No picture of a home is longer."""


def save(page: Page, name: str | None) -> None:
    if name is None:
        return
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def respondent(
    browser: Browser, link: str, answer: str, language: str, *, names: dict[str, str]
) -> None:
    context = browser.new_context(viewport=SMALL_PHONE, device_scale_factor=1.5)
    context.add_cookies([{"name": "language", "value": language, "url": link}])
    page = context.new_page()
    page.goto(link)
    save(page, names.get("start"))
    page.fill("#id_answer", answer)
    page.press("#id_answer", "Enter")
    page.wait_for_url("**/q/**")
    save(page, names.get("question"))
    if "offer" in names:
        _go_to_the_offer(page)
        save(page, names["offer"])
    context.close()


def _go_to_the_offer(page: Page) -> None:
    while "/q/" in page.url:
        before = page.url
        choices = page.locator("main input[type=radio], main input[type=checkbox]")
        if choices.count():
            choices.last.check(force=True)
        page.locator("main button[type=submit], main button.button").first.click()
        page.wait_for_url(lambda url, before=before: url != before)


def staff(browser: Browser, base: str, who: str, pages: dict[str, str]) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    sign_in(page, base, email=f"{who}@example.org", password=PASSWORD)
    page.wait_for_load_state()
    for name, path in pages.items():
        page.goto(base + path)
        _choose_a_closed_quarter(page)
        save(page, name)
    context.close()


def _choose_a_closed_quarter(page: Page) -> None:
    closed = page.locator("#period option").filter(has_not_text="[p]")
    if closed.count():
        page.select_option("#period", closed.first.get_attribute("value"))
        page.click("form.picker button")
        page.wait_for_load_state()


def a_card(browser: Browser, base: str, name: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    sign_in(page, base, email="harbour.adviser@example.org", password=PASSWORD)
    page.goto(f"{base}/staff/who-waits/")
    page.click("button[name=case]")
    page.wait_for_load_state()
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    sent = {"csrfmiddlewaretoken": token, "language": "en", "code": ""}
    card = page.request.post(f"{base}/staff/find-case/card/", form=sent, headers={"Referer": base})
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(card.body())
        file.flush()
        command = ("pdftoppm", "-png", "-r", "70", "-singlefile", file.name, str(FOLDER / name))
        subprocess.run(command, check=True)
    print(f"docs/pictures/{name}.png")
    context.close()


def a_mapping(browser: Browser, base: str, name: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    sign_in(page, base, email="city.loader@example.org", password=PASSWORD)
    page.goto(f"{base}/staff/case-files/")
    file = {"name": "weekly.csv", "mimeType": "text/csv", "buffer": EXTRACT}
    page.set_input_files("#id_file", [file])
    page.click("button[name=example]")
    page.wait_for_load_state()
    page.get_by_label("Mob", exact=True).select_option("contact_mobile")
    save(page, name)
    context.close()


def homes(browser: Browser, base: str) -> None:
    for name, who in HOMES.items():
        for width, scale in WIDTHS.items():
            size = {"width": width, "height": 900}
            context = browser.new_context(viewport=size, device_scale_factor=scale)
            page = context.new_page()
            sign_in(page, base, email=f"{who}@example.org", password=PASSWORD)
            page.wait_for_load_state()
            whole = page.evaluate("document.documentElement.scrollHeight")
            clip = {"x": 0, "y": 0, "width": width, "height": min(whole, LONGEST)}
            file = f"home-{name}-{width}.png"
            page.screenshot(path=FOLDER / file, full_page=True, clip=clip)
            print(f"docs/pictures/{file}")
            context.close()


def main(base: str, link: str = "", answer: str = "") -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        homes(browser, base)
        if not link:
            browser.close()
            return
        english = {each: each for each in ("start", "question")}
        respondent(browser, link, answer, "en", names=english)
        respondent(browser, link, answer, "ur", names={"question": "question-ur"})
        respondent(browser, link, answer, "en", names={"offer": "offer"})
        staff(browser, base, "kent.analyst", {"force": "/staff/figures/kent/"})
        national = {"forces": "/staff/forces/", "questions": "/staff/questions/"}
        staff(browser, base, "national.analyst", national)
        staff(browser, base, "harbour.adviser", {"who-waits": "/staff/who-waits/"})
        a_card(browser, base, "card")
        a_mapping(browser, base, "mapping")
        browser.close()
