import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.each import for_each

STATIC = Path(__file__).resolve().parents[2] / "ui" / "static" / "ui"
RESPONDENT = (STATIC / "respondent.css").read_text()
STAFF = (STATIC / "staff.css").read_text()
PAGE_BUDGET = 25 * 1024
Tokens = dict[str, str]


def tokens(css: str) -> Tokens:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})", css))


def themes() -> dict[str, Tokens]:
    light_part, dark_part = RESPONDENT.split("@media (prefers-color-scheme: dark)")
    light = tokens(light_part)
    return {"light": light, "dark": light | tokens(dark_part.split("@media")[0])}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class TestColours:
    @for_each("theme", ["light", "dark"])
    @for_each(
        ("text", "ground", "least"),
        [
            ("ink", "paper", 7),
            ("ink", "soft", 7),
            ("ink", "chosen", 7),
            ("quiet", "paper", 6.5),
            ("quiet", "soft", 6.5),
            ("accent", "paper", 6.5),
            ("accent-strong", "paper", 6.5),
            ("danger", "paper", 6.5),
            ("attention", "attention-paper", 6.5),
            ("line", "paper", 3),
            ("accent", "chosen", 3),
            ("focus-edge", "paper", 3),
        ],
    )
    def test_are_distinguishable(self, theme: str, text: str, ground: str, least: float) -> None:
        colours = themes()[theme]

        assert contrast(colours[text], colours[ground]) >= least

    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize("button", ["action", "action-strong"])
    def test_let_white_be_read_on_the_button(self, theme: str, button: str) -> None:
        least = 4.5 if button == "action-strong" and theme == "dark" else 6.5

        assert contrast("#ffffff", themes()[theme][button]) >= least

    def test_stay_light_on_a_picture_in_every_theme(self) -> None:
        chart = tokens(re.search(r"\.chart \{[^}]*\}", STAFF)[0])

        assert {name: themes()["light"][name] for name in chart} == chart


class TestStylesheets:
    @pytest.mark.parametrize("css", [RESPONDENT, STAFF], ids=["respondent", "staff"])
    def test_use_logical_properties_only(self, css: str) -> None:
        physical = re.findall(
            r"[;{]\s*((?:margin|padding|border|inset)-(?:left|right|top|bottom)[a-z-]*"
            r"|left|right|width|height|(?:min|max)-(?:width|height))\s*:",
            css,
        )
        sided = re.findall(r"(?:text-align|float|clear)\s*:\s*(left|right)", css)

        assert not physical + sided

    @pytest.mark.parametrize("css", [RESPONDENT, STAFF], ids=["respondent", "staff"])
    def test_fetch_nothing(self, css: str) -> None:
        assert not re.search(r"url\(|@import|@font-face", css)

    def test_set_no_text_smaller_than_seven_eighths(self) -> None:
        sizes = re.findall(r"font-size:\s*([\d.]+)rem", RESPONDENT + STAFF)

        assert min(map(float, sizes)) >= 0.8125

    @pytest.mark.parametrize("css", [RESPONDENT, STAFF], ids=["respondent", "staff"])
    def test_space_no_letters(self, css: str) -> None:
        assert "letter-spacing" not in css

    @pytest.mark.parametrize("language", ["ar", "ur"])
    def test_give_scripts_with_tall_letters_room(self, language: str) -> None:
        (rule,) = re.findall(rf"^:lang\({language}\) \{{(.*)\}}", RESPONDENT, re.MULTILINE)

        assert float(re.search(r"--leading: ([\d.]+)", rule)[1]) >= 1.8

    @pytest.mark.parametrize(
        ("language", "script"),
        [("ar", "Arabic"), ("ur", "Urdu"), ("pa", "Gurmukhi"), ("bn", "Bengali")],
    )
    def test_name_fonts_of_the_system_for_each_script(self, language: str, script: str) -> None:
        (rule,) = re.findall(rf"^:lang\({language}\) \{{(.*)\}}", RESPONDENT, re.MULTILINE)

        assert "--sans: system-ui, " in rule
        assert script in rule

    def test_take_no_ring_away_where_no_other_is_drawn(self) -> None:
        assert not re.search(r":focus\s*\{[^}]*outline: none", RESPONDENT)

    def test_look_after_other_ways_of_looking(self) -> None:
        for way in ("prefers-color-scheme", "forced-colors", "prefers-contrast", "print"):
            assert way in RESPONDENT
        assert "no-preference" in RESPONDENT


@pytest.mark.django_db
class TestAQuestionPage:
    def test_is_small_with_all_it_fetches(self, client: Client) -> None:
        page = client.get("/staff/gallery/?show=checkboxes-error").content
        fetched = [
            (STATIC / name).read_bytes()
            for name in re.findall(r"/static/ui/([\w.]+)", page.decode())
        ]

        size = sum(len(gzip.compress(part)) for part in [page, *fetched])

        assert len(fetched) + 1 <= 5
        assert size <= PAGE_BUDGET / 2, f"{size} bytes: leave room for what a real page adds"

    def test_has_scripts_under_seven_kilobytes_that_it_can_do_without(self, client: Client) -> None:
        page = client.get("/staff/gallery/?show=radios").content.decode()

        scripts = re.findall(r'<script src="/static/ui/([\w.]+)" defer>(.*?)</script>', page)

        assert page.count("<script") == len(scripts)
        assert not any(inline for _name, inline in scripts)
        assert sum((STATIC / name).stat().st_size for name, _inline in scripts) <= 7 * 1024
