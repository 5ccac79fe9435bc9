import re
from datetime import date

from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from ui import languages
from ui.fields import RadiosField
from ui.languages import Offer

NINE = languages.offers(dict(settings.LANGUAGES))


def render(source: str, **context: object) -> str:
    context.setdefault("request", RequestFactory().get("/i/2/"))
    return Template(source).render(Context(context))


class TestFilters:
    def test_write_in_the_language_of_the_page(self) -> None:
        source = (
            "{{ share|share }} {{ base|number }} {{ on|day }} {{ on|month }} {{ period|quarter }}"
        )
        values = {
            "share": 0.612,
            "base": 1204,
            "on": date(2026, 10, 1),
            "period": "2026-Q3",
        }

        with translation.override("cy"):
            written = render(source, **values)

        assert written == "61\u00a0% 1,204 1 Hydref 2026 Hydref 2026 Gorffennaf i Fedi 2026"

    def test_write_nothing_for_no_date(self) -> None:
        assert render("{{ on|day }}", on=None) == ""


class TestTheNameOfAQuarter:
    def test_stands_beside_its_months_in_the_language_of_the_page(self) -> None:
        source = "{{ period|quarter_and_name }}"

        with translation.override("cy"):
            welsh = render(source, period="2026-Q3")

        assert render(source, period="2026-Q3") == "July to September 2026 (2026 Q3)"
        assert welsh == "Gorffennaf i Fedi 2026 (2026 Ch3)"

    def test_is_no_more_than_its_months_for_a_year(self) -> None:
        assert render("{{ period|quarter_and_name }}", period="2025-26") == (
            "April 2025 to March 2026"
        )


class TestLeftToRight:
    def test_keeps_an_address_whole_and_harmless_in_any_sentence(self) -> None:
        written = render("{{ address|left_to_right }}", address="example.org/a/<b>")

        assert written == '<bdi dir="ltr">example.org/a/&lt;b&gt;</bdi>'


class TestMark:
    def test_says_why_to_those_who_cannot_see_it(self) -> None:
        written = render("{% mark 'c' %}")

        assert "[c]" in written
        assert 'aria-label="[c] hidden, to protect those who answered"' in written


class TestPercentOf:
    def test_stops_at_the_whole(self) -> None:
        assert render("{% percent_of 12 10 %}") == "100"

    def test_is_nought_of_nothing(self) -> None:
        assert render("{% percent_of 1 0 %}") == "0"


class TestExit:
    def test_goes_by_way_of_the_page_that_ends_the_session(self) -> None:
        assert 'href="/x/"' in render("{% include 'ui/components/exit.html' %}")

    def test_tells_the_next_site_nothing(self) -> None:
        assert 'rel="nofollow noreferrer"' in render("{% include 'ui/components/exit.html' %}")


class TestLanguages:
    def test_send_the_question_form_so_that_picks_survive(self) -> None:
        written = render("{% include 'ui/components/languages.html' with form_id='question' %}")

        assert 'form="question"' in written
        assert "<form" not in written

    def test_put_an_unnamed_button_first_for_the_enter_key(self) -> None:
        written = render("{% include 'ui/components/languages.html' with form_id='question' %}")

        assert written.index("hidden") < written.index('name="language"')

    def test_bring_a_form_of_their_own_where_there_is_none(self) -> None:
        written = render("{% include 'ui/components/languages.html' %}")

        assert '<form method="post" action="/language/">' in written
        assert 'name="next" value="/i/2/"' in written

    def test_stand_in_their_own_names_and_one_order(self) -> None:
        for language in ("en", "cy"):
            with translation.override(language):
                written = render("{% include 'ui/components/languages.html' %}")

            assert written.index(">English<") < written.index(">Cymraeg<")

    def test_are_the_ones_the_page_offers(self) -> None:
        written = render(
            "{% include 'ui/components/languages.html' %}", languages=[Offer("ur", "اردو")]
        )

        assert "اردو" in written
        assert "Cymraeg" not in written

    def test_say_which_of_them_is_a_draft(self) -> None:
        offers = [Offer("en", "English"), Offer("cy", "Cymraeg", is_draft=True)]

        for form_id in ("", "question"):
            written = render(
                "{% include 'ui/components/languages.html' %}", languages=offers, form_id=form_id
            )

            assert '>Cymraeg</button> <small class="quiet">draft</small>' in written
            assert written.count("draft<") == 1

    def test_name_the_language_of_the_page_without_a_button(self) -> None:
        with translation.override("ur"):
            written = render("{% include 'ui/components/languages.html' %}", languages=NINE)

        assert '<span lang="ur" dir="rtl" aria-current="true">اردو</span>' in written
        assert 'value="ur"' not in written

    def test_carry_their_own_language_and_direction(self) -> None:
        written = render("{% include 'ui/components/languages.html' %}", languages=NINE)

        assert '<button class="link" lang="ar" dir="rtl"' in written
        assert '<button class="link" lang="pa" dir="ltr"' in written


class TestTheNameOfTheFold:
    def test_shows_a_letter_of_each_other_script_in_its_language(self) -> None:
        with translation.override("bn"):
            written = render("{% include 'ui/components/tools_name.html' %}", languages=NINE)

        assert re.findall(r'lang="([\w-]+)">(.)<', written) == [("pa", "ਅ"), ("ur", "ع")]
        assert "ভাষা" in written

    def test_shows_no_letters_where_all_languages_are_in_latin_ones(self) -> None:
        written = render("{% include 'ui/components/tools_name.html' %}")

        assert "lang=" not in written


class Asking(forms.Form):
    answer = RadiosField(label="A", choices=[("x", "X")], error_messages={"required": "Pick one"})


class TestErrorSummary:
    def test_takes_focus_and_links_to_the_first_choice(self) -> None:
        written = render("{% include 'ui/components/error_summary.html' %}", form=Asking({}))

        assert "autofocus" in written
        assert '<a href="#id_answer">Pick one</a>' in written

    def test_is_absent_without_errors(self) -> None:
        written = render("{% include 'ui/components/error_summary.html' %}", form=Asking())

        assert written.strip() == ""


class TestSimulated:
    def test_is_said_where_people_are_invented(self) -> None:
        source = "{% include 'ui/components/simulated.html' %}"

        assert "SIMULATED" in render(source, is_simulated=True)
        assert render(source, is_simulated=False).strip() == ""
