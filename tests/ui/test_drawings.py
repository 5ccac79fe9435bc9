import re

from django import forms
from django.template import Context, Template

from survey.symbols import SYMBOLS
from tests.each import for_each
from ui.drawings import DRAWINGS
from ui.fields import RadiosField


class Asking(forms.Form):
    answer = RadiosField(
        label="Did it help?",
        choices=[("yes", "Yes"), ("perhaps", "Perhaps")],
        symbols={"yes": "tick"},
    )


class TestDrawings:
    def test_are_those_that_questions_may_name(self) -> None:
        assert DRAWINGS.keys() == SYMBOLS.keys()

    @for_each("name", DRAWINGS)
    def test_are_paths_on_the_grid(self, name: str) -> None:
        for path in filter(None, DRAWINGS[name]):
            assert re.fullmatch(r"M[MmLlHhVvCcSsAaZz\d .-]+", path)
            assert all(-24 <= float(number) <= 24 for number in re.findall(r"-?\d*\.?\d+", path))

    def test_differ_from_each_other(self) -> None:
        assert len(set(DRAWINGS.values())) == len(DRAWINGS)


class TestAChoice:
    def test_has_its_drawing_beside_its_words(self) -> None:
        html = Asking()["answer"].as_field_group()

        yes, perhaps = re.findall(r"<label[^>]*>(.*?)</label>", html)
        assert re.fullmatch(r"<svg .*</svg>Yes", yes)
        assert perhaps == "Perhaps"

    def test_is_read_out_by_its_words_alone(self) -> None:
        html = Asking()["answer"].as_field_group()

        assert html.count("<svg") == html.count('aria-hidden="true" focusable="false"') == 1

    def test_takes_the_colour_of_the_text(self) -> None:
        html = Template("{% drawing 'meter-half' %}").render(Context())

        assert not re.search(r"fill=|stroke=|style=", html)
        assert html.count("<path") == 2
