"""What a screen reader is told of a page."""

import re

from playwright.sync_api import Page

from tests.journeys.every_page import Stop
from ui.markup.english_words import NAMES, OTHER_SCRIPTS

FOCUS = """() => document.activeElement === document.body ? 'the start of the page'
    : document.activeElement.className || document.activeElement.id"""
# Texts with a pattern in them that stand in no element of another language than the page's. An
# address is no word, and neither is a code in groups of four.
FOUND = """pattern => {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (words.nextNode()) {
        const text = words.currentNode;
        const around = text.parentElement;
        const isOwn = around.closest('[lang]') === document.documentElement;
        const said = text.data.replace(/\\S*[:.@/]\\S+|(\\w{4}-){2}\\w{4}/g, '');
        if (isOwn && !around.closest('bdi, textarea, script') && new RegExp(pattern).test(said))
            found.push(text.data.trim().slice(0, 60));
    }
    return found;
}"""


def file_name(stop: Stop) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{stop.page} {stop.state}").strip("-") + ".txt"


def tree(page: Page) -> str:
    html = page.locator("html")
    head = [
        f"title: {page.title()}",
        f"language: {html.get_attribute('lang')}, {html.get_attribute('dir')}",
        f"focus: {page.evaluate(FOCUS)}",
        f"described: {described(page)}",
    ]
    return "\n".join([*head, "", page.locator("body").aria_snapshot(), ""])


def described(page: Page) -> str:
    parts = page.evaluate(
        """() => [...document.querySelectorAll('main [aria-describedby]')].flatMap(each =>
            each.getAttribute('aria-describedby').split(' ').map(id =>
                document.getElementById(id).textContent.replace(/\\s+/g, ' ').trim()))"""
    )
    return " | ".join(parts) or "nothing"


def without_words(found: str, words: str) -> str:
    for word in words.split():
        found = found.replace(f"strong: {word}\n", "strong: (a word)\n")
    return found


def unmarked_english(page: Page, language: str) -> list[str]:
    if language.startswith("en"):
        return []
    pattern = "[A-Za-z]{3}" if language in OTHER_SCRIPTS else "|".join(NAMES)
    found: list[str] = page.evaluate(FOUND, pattern)
    return found
