"""Takes the pictures of README and docs from a running `./dev run`:

./dev pictures http://localhost:8000 http://localhost:8000/<victim's link> <gate answer>
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, PHONE, sign_in
from tests.journeys.product import PASSWORD

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESK = {"width": 1280, "height": 1060}


def save(page: Page, name: str, *, full_page: bool = False) -> None:
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=full_page)
    print(f"docs/pictures/{name}.png")


def question(browser: Browser, link: str, answer: str) -> None:
    page = browser.new_page(viewport=PHONE, device_scale_factor=2)
    page.goto(link)
    page.click("a[href='/g/']")
    page.fill("#id_answer", answer)
    page.press("#id_answer", "Enter")
    page.wait_for_url("**/b/")
    page.click("main a.button")
    page.wait_for_url("**/q/**")
    save(page, "question", full_page=True)


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
        question(browser, link, answer)
        staff(browser, base, "kent.analyst", {"force": "/staff/figures/kent/"})
        staff(browser, base, "national.analyst", {"forces": "/staff/forces/"})
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
