"""Takes the pictures of README and docs from a running `./dev run`:

./dev pictures http://localhost:8000 http://localhost:8000/<victim's link> <gate answer>
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, sign_in
from tests.journeys.product import PASSWORD

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESK = {"width": 1280, "height": 1060}
SMALL_PHONE = {"width": 360, "height": 640}


def save(page: Page, name: str | None) -> None:
    if name is None:
        return
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def respondent(
    browser: Browser, link: str, answer: str, language: str, *, names: dict[str, str]
) -> None:
    """The first screens of a small phone: where the link leads, after the gate, a question. `names`
    says which are kept, and as what."""
    context = browser.new_context(viewport=SMALL_PHONE, device_scale_factor=1.5)
    context.add_cookies([{"name": "language", "value": language, "url": link}])
    page = context.new_page()
    page.goto(link)
    save(page, names.get("start"))
    page.click("a[href='/g/']")
    page.fill("#id_answer", answer)
    page.press("#id_answer", "Enter")
    page.wait_for_url("**/b/")
    save(page, names.get("introduction"))
    page.click("main a.button")
    page.wait_for_url("**/q/**")
    save(page, names.get("question"))
    context.close()


def staff(browser: Browser, base: str, who: str, pages: dict[str, str]) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    sign_in(page, base, email=f"{who}@example.org", password=PASSWORD)
    page.wait_for_load_state()
    for name, path in pages.items():
        page.goto(base + path)
        save(page, name)
    context.close()


def main(base: str, link: str, answer: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        english = {each: each for each in ("start", "introduction", "question")}
        respondent(browser, link, answer, "en", names=english)
        respondent(browser, link, answer, "ur", names={"question": "question-ur"})
        staff(browser, base, "kent.analyst", {"force": "/staff/figures/kent/"})
        staff(browser, base, "national.analyst", {"forces": "/staff/forces/"})
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
