"""What can be seen to hold on a page, whoever looks at it and however."""

from playwright.sync_api import Page

from tests.browser import check_axe

NARROW = {"width": 320, "height": 800}
# 1280 by 1024 pixels under a zoom of 400 %: WCAG 1.4.10.
ZOOMED = {"width": 320, "height": 256}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = {
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}
DAYLIGHT = {"color_scheme": "light", "forced_colors": "none"}
# WCAG 1.4.12, by a way that a strict Content-Security-Policy leaves open.
SPACED = """
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
"""
# Words in a box that shows only a part of them, but for what is hidden from the eye on purpose.
CUT = """[...document.querySelectorAll('body *')]
    .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 1)
    .filter(box => !['visible'].includes(getComputedStyle(box).overflowX))
    .map(box => box.outerHTML.slice(0, 120))"""
TARGETS = "a, button, input, select, textarea, summary, label"
SMALL = f"""least => [...document.querySelectorAll('{TARGETS}')]
    .filter(each => each.checkVisibility() && !each.closest('.unseen, .skip'))
    .filter(each => !(each.matches(':is(p, li, h1, h2, h3) a')
                      && getComputedStyle(each).display == 'inline'))
    .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([_, box]) => box.width < least || box.height < least)
    .map(([html, box]) => [Math.round(box.width), Math.round(box.height), html].join(' '))"""
ROWS = """[...document.querySelectorAll('.choice label')]
    .filter(row => row.getBoundingClientRect().height < 48).map(row => row.innerText)"""
MOST_STOPS = 60
# Tab goes on from the start of the page, wherever the focus was put when it loaded.
FRESH = """() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
}"""
# What has the focus; whether one would touch it at its middle or near a corner; its ring. A choice
# is drawn by its label.
FOCUS = """() => {
    const focus = document.activeElement;
    if (focus === document.body) return ['', true, true];
    const drawn = focus.matches('.choice input') ? focus.nextElementSibling : focus;
    const box = drawn.getBoundingClientRect();
    const across = [.1, .5, .9].map(part => box.left + box.width * part);
    const down = [.1, .5, .9].map(part => box.top + box.height * part);
    const hits = across.flatMap(x => down.map(y => document.elementFromPoint(x, y)));
    const style = getComputedStyle(drawn);
    return [
        focus.outerHTML.slice(0, 160),
        hits.some(hit => hit && (drawn.contains(hit) || hit === focus)),
        parseFloat(style.outlineWidth) >= 3 && style.outlineStyle != 'none',
    ];
}"""


def check_sizes(page: Page, where: str) -> None:
    ways = {
        "larger text": "document.documentElement.classList.add('larger')",
        "larger text, spaced": SPACED,
        "spaced": "document.documentElement.classList.remove('larger')",
    }
    small = page.evaluate(SMALL, 24)
    assert not small, f"{where}: {small}"
    assert not page.evaluate(ROWS), f"{where}: rows under 48 px"
    for way, change in ways.items():
        sideways, cut = page.evaluate(f"() => {{ {change}; return [{SIDEWAYS}, {CUT}] }}")
        assert sideways <= 0, f"{where}: scrolls sideways ({way})"
        assert not cut, f"{where}: cut off ({way}) {cut}"
    page.evaluate("() => { document.adoptedStyleSheets = [] }")


def check_colours(page: Page, where: str) -> None:
    for name, look in LOOKS.items():
        page.emulate_media(**{**DAYLIGHT, **look})
        check_axe(page, f"{where} in {name}", "color-contrast")
    page.emulate_media(**DAYLIGHT)


def check_focus(page: Page, where: str) -> None:
    page.set_viewport_size(ZOOMED)
    page.evaluate(FRESH)
    order = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        name, is_seen, has_ring = page.evaluate(FOCUS)
        if not name or name in order:
            break
        assert is_seen, f"{where}: under something else {name}"
        assert has_ring, f"{where}: no ring around {name}"
        order.append(name)
    page.set_viewport_size(NARROW)
    assert "data-exit" in order[0], f"{where}: begins with {order[0]}"
    assert 'href="#main"' in order[1], f"{where}: no skip link, but {order[1]}"
    assert len(order) < MOST_STOPS, f"{where}: the focus does not come round"
