from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual, assertInHTML

from ui.fields import (
    CheckboxesField,
    DatePartsField,
    NoteField,
    RadiosField,
    TextAreaField,
    TextField,
    day_of,
)


class Radios(forms.Form):
    answer = RadiosField(
        label="How was it?",
        choices=[("good", "Good"), ("bad", "Bad"), ("prefer_not", "Prefer not to say")],
        apart={"prefer_not"},
        is_page_heading=True,
        error_messages={"required": "Pick one"},
    )


class Checkboxes(forms.Form):
    answer = CheckboxesField(
        label="Which of these?",
        help_text="Pick all that apply.",
        choices=[("see", "Seeing"), ("hear", "Hearing")],
        required=False,
    )


class Text(forms.Form):
    answer = TextField(
        label="Which month?", width=20, is_page_heading=True, inputmode="text", max_length=30
    )


class Area(forms.Form):
    answer = TextAreaField(label="What was good?", help_text="Up to 1,000.", is_page_heading=True)


class Day(forms.Form):
    answer = DatePartsField(label="When?", help_text="For example", is_page_heading=True)


class Note(forms.Form):
    answer = NoteField(label="Now about you", help_text="It is short.", is_page_heading=True)


class WithDetails(forms.Form):
    answer = RadiosField(label="Who?", choices=[("officer", "An officer"), ("other", "Other")])
    details = TextField(label="Please say who", max_length=5, required=False)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.fields["answer"].widget.details = {"other": self["details"]}


class Plain(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Yours & mine")
    place = forms.ChoiceField(label="Place", choices=[("a", "A")])
    agreed = forms.BooleanField(label="Agreed")


class Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def rendered(form: forms.Form, name: str = "answer") -> str:
    return form[name].as_field_group()


class TestRadiosField:
    def test_renders_a_fieldset_whose_legend_is_the_heading(self) -> None:
        form = Radios(initial={"answer": "bad"})

        assertHTMLEqual(
            rendered(form),
            """
            <div class="field"><fieldset>
              <legend><h1>How was it?</h1></legend>
              <div class="choices">
                <div class="choice"><input type="radio" name="answer" value="good" id="id_answer">
                  <label for="id_answer">Good</label></div>
                <div class="choice">
                  <input type="radio" name="answer" value="bad" id="id_answer_1" checked>
                  <label for="id_answer_1">Bad</label></div>
                <div class="choice is-apart">
                  <input type="radio" name="answer" value="prefer_not" id="id_answer_2">
                  <label for="id_answer_2">Prefer not to say</label></div>
              </div>
            </fieldset></div>
            """,
        )

    def test_ties_its_error_to_the_fieldset(self) -> None:
        tags = Tags(rendered(Radios({})))

        assert tags.all("fieldset") == [{"aria-describedby": "id_answer_error"}]
        assert {"class": "field-error", "id": "id_answer_error"} in tags.all("p")

    def test_claims_nothing_invalid_that_aria_has_no_word_for(self) -> None:
        assert "aria-invalid" not in rendered(Radios({}))

    def test_keeps_what_was_picked_when_the_form_comes_back(self) -> None:
        tags = Tags(rendered(Radios({"answer": "bad"})))

        checked = [each["value"] for each in tags.all("input") if "checked" in each]
        assert checked == ["bad"]

    def test_refuses_a_choice_it_does_not_offer(self) -> None:
        assert not Radios({"answer": "excellent"}).is_valid()

    def test_asks_no_browser_to_check(self) -> None:
        assert "required" not in rendered(Radios())

    def test_escapes_its_words(self) -> None:
        class Hostile(forms.Form):
            answer = RadiosField(
                label="<b>Bold</b>", help_text="<i>hint</i>", choices=[("x", "<script>")]
            )

        markup = rendered(Hostile())

        assert not {"b", "i", "script"} & {tag for tag, _ in Tags(markup).found}
        assert "&lt;b&gt;Bold&lt;/b&gt;" in markup


class TestCheckboxesField:
    def test_is_a_box_a_choice_under_one_legend(self) -> None:
        tags = Tags(rendered(Checkboxes(initial={"answer": ["hear"]})))

        assert [each["type"] for each in tags.all("input")] == ["checkbox", "checkbox"]
        assert [each["value"] for each in tags.all("input") if "checked" in each] == ["hear"]
        assert not tags.all("h1")

    def test_ties_its_hint_to_the_fieldset(self) -> None:
        tags = Tags(rendered(Checkboxes()))

        assert tags.all("fieldset") == [{"aria-describedby": "id_answer_helptext"}]
        assert {"class": "hint", "id": "id_answer_helptext"} in tags.all("div")

    def test_takes_several(self) -> None:
        form = Checkboxes({"answer": ["see", "hear"]})

        assert form.is_valid()
        assert form.cleaned_data["answer"] == ["see", "hear"]

    def test_takes_none(self) -> None:
        form = Checkboxes({})

        assert form.is_valid()
        assert form.cleaned_data["answer"] == []


class TestTextField:
    def test_has_a_label_that_is_the_heading(self) -> None:
        assertInHTML(
            '<h1><label class="label" for="id_answer">Which month?</label></h1>', rendered(Text())
        )

    def test_keeps_the_browser_from_remembering_what_was_typed(self) -> None:
        (box,) = Tags(rendered(Text())).all("input")

        assert box["autocomplete"] == "off"
        assert box["spellcheck"] == "false"

    def test_is_marked_invalid_and_tied_to_its_error(self) -> None:
        (box,) = Tags(rendered(Text({"answer": ""}))).all("input")

        assert box["aria-invalid"] == "true"
        assert box["aria-describedby"] == "id_answer_error"

    def test_is_as_wide_as_what_it_expects(self) -> None:
        assert 'class="field width-20"' in rendered(Text())


class TestTextAreaField:
    def test_is_a_box_of_several_lines_that_cuts_nothing_off(self) -> None:
        (box,) = Tags(rendered(Area())).all("textarea")

        assert box["rows"] == "5"
        assert box["dir"] == "auto"
        assert box["autocomplete"] == "off"
        assert "maxlength" not in box
        assert "cols" not in box

    def test_ties_its_hint_and_its_error(self) -> None:
        (box,) = Tags(rendered(Area({"answer": ""}))).all("textarea")

        assert box["aria-describedby"] == "id_answer_helptext id_answer_error"


class TestADay:
    @pytest.mark.parametrize(
        "parts",
        [
            ["31", "11", "2026"],
            ["x", "1", "2026"],
            ["1", "1", "9" * 25],
            ["9" * 6000, "1", "1"],
            [],
        ],
    )
    def test_is_none_however_large_the_numbers_are(self, parts: list[str]) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            day_of(parts)

    def test_is_read_as_day_month_year(self) -> None:
        assert day_of([" 9", "11", "2026"]) == date(2026, 11, 9)


class TestDatePartsField:
    def test_is_three_boxes_in_one_fieldset_whose_legend_is_the_heading(self) -> None:
        tags = Tags(rendered(Day(initial={"answer": "2026-03-27"})))

        assert tags.all("fieldset") == [{"aria-describedby": "id_answer_helptext"}]
        assert [box["name"] for box in tags.all("input")] == [
            "answer_day",
            "answer_month",
            "answer_year",
        ]
        assert [box["value"] for box in tags.all("input")] == ["27", "03", "2026"]
        assert {box["inputmode"] for box in tags.all("input")} == {"numeric"}
        assert len(tags.all("h1")) == 1

    def test_labels_every_box(self) -> None:
        tags = Tags(rendered(Day()))

        assert [each["for"] for each in tags.all("label")] == [
            each["id"] for each in tags.all("input")
        ]

    def test_leads_from_the_error_to_the_first_box(self) -> None:
        form = Day({})

        assert form["answer"].id_for_label == Tags(rendered(form)).all("input")[0]["id"]
        assert form.errors

    @pytest.mark.parametrize(
        ("sent", "parts"),
        [
            ({"answer_day": " 27 ", "answer_month": "3"}, ["27", "3", ""]),
            ({"answer_day": "27", "answer_month": "3", "answer_year": "26"}, ["27", "3", "26"]),
        ],
    )
    def test_gives_what_was_typed(self, sent: dict[str, str], parts: list[str]) -> None:
        form = Day(sent)

        assert form.is_valid()
        assert form.cleaned_data["answer"] == parts

    def test_keeps_what_was_typed_when_the_form_comes_back(self) -> None:
        tags = Tags(rendered(Day({"answer_day": '27"><b>'})))

        assert tags.all("input")[0]["value"] == '27"><b>'


class TestNoteField:
    def test_is_words_and_nothing_to_send(self) -> None:
        markup = rendered(Note({}))

        assert "<h1>Now about you</h1>" in markup
        assert "It is short." in markup
        assert "<input" not in markup

    def test_is_always_valid(self) -> None:
        assert Note({"answer": "x"}).is_valid()


class TestDetails:
    def test_stand_below_their_choice_with_a_label(self) -> None:
        tags = Tags(rendered(WithDetails({"answer": "officer"})))

        names = [each["name"] for each in tags.all("input")]
        assert names == ["answer", "answer", "details"]
        assert "id_details" in {each["for"] for each in tags.all("label")}

    def test_carry_their_own_error(self) -> None:
        markup = rendered(WithDetails({"answer": "other", "details": "too long"}))

        assert 'id="id_details_error"' in markup
        assert 'id="id_answer_error"' not in markup


class TestAnyOtherField:
    @pytest.mark.parametrize("name", ["email", "place", "agreed"])
    def test_has_one_label_tied_to_it(self, name: str) -> None:
        tags = Tags(rendered(Plain(), name))

        assert [each["for"] for each in tags.all("label")] == [f"id_{name}"]

    def test_wears_the_same_error(self) -> None:
        markup = rendered(Plain({"email": ""}), "email")

        assert 'class="field has-error"' in markup
        assert 'id="id_email_error"' in markup
