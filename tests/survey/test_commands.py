from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.actor import Actor
from survey import selectors
from survey.bank import translations
from survey.models import InstrumentDraft, InstrumentVersion
from survey.publishing import actions as publishing_actions
from survey.publishing import checks
from tests.conftest import NOW, TESTER
from tests.survey import make
from ui import catalogues as interface_catalogues


def run(command, *arguments, **options):
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def write_interface(locale, messages):
    path = interface_catalogues.catalogue_path("cy", locale)
    path.parent.mkdir(parents=True)
    path.write_text(messages)


@pytest.fixture
def two_people(designer, second_designer):
    return {"by": designer.email, "confirmed_by": second_designer.email}


@pytest.mark.django_db
class TestPublishInstrument:
    @pytest.fixture(autouse=True)
    def _pages_around(self, monkeypatch):
        monkeypatch.setattr(checks, "faults_around", lambda languages: [])

    @pytest.mark.slow
    def test_says_that_it_is_published_already(self, two_people):
        assert "short-core 1.1: published already" in run("publish_instrument", **two_people)

    @pytest.mark.slow
    def test_publishes_what_ships(self, two_people, designer, second_designer):
        InstrumentVersion.objects.all().delete()

        said = run("publish_instrument", code="short-core", **two_people)

        assert said.startswith("short-core 1.1: published, asked from ")
        row = InstrumentVersion.objects.get(code="short-core", version=1)
        assert (row.proposed_by, row.confirmed_by) == (designer, second_designer)
        assert row.published_by == second_designer.name

    def test_publishes_a_draft_before_what_ships(self, two_people):
        publishing_actions.save_draft(raw=make.raw_definition(), by=TESTER, at=NOW)

        run("publish_instrument", code="sample", version=1, **two_people)

        assert selectors.published("sample", 1).revision == 1
        assert not InstrumentDraft.objects.exists()

    def test_confirms_what_was_proposed_on_the_page(self, two_people, designer):
        draft = publishing_actions.save_draft(raw=make.raw_definition(), by=TESTER, at=NOW)
        by = Actor.user(user_id=designer.pk, name=designer.name)
        publishing_actions.propose_draft(
            draft=draft, effective_from=date(2099, 1, 1), by=by, at=NOW
        )

        said = run("publish_instrument", code="sample", **two_people)

        assert "asked from 2099-01-01" in said

    def test_leaves_what_another_person_proposed(self, two_people, second_designer):
        draft = publishing_actions.save_draft(raw=make.raw_definition(), by=TESTER, at=NOW)
        by = Actor.user(user_id=second_designer.pk, name=second_designer.name)
        publishing_actions.propose_draft(
            draft=draft, effective_from=date(2099, 1, 1), by=by, at=NOW
        )

        with pytest.raises(CommandError, match="Somebody else has proposed the draft of sample"):
            run("publish_instrument", code="sample", **two_people)

    def test_publishes_for_a_day_to_come(self, two_people):
        publishing_actions.save_draft(raw=make.raw_definition(), by=TESTER, at=NOW)

        run("publish_instrument", code="sample", effective_from=date(2099, 1, 1), **two_people)

        assert selectors.published("sample", 1).effective_from == date(2099, 1, 1)

    def test_refuses_a_day_that_is_past(self, two_people):
        with pytest.raises(CommandError, match="2020-01-01 is past"):
            run("publish_instrument", effective_from=date(2020, 1, 1), **two_people)

    @pytest.mark.slow
    def test_takes_two_people(self, designer):
        InstrumentVersion.objects.all().delete()

        with pytest.raises(CommandError, match="Publishing takes two people"):
            run("publish_instrument", by=designer.email, confirmed_by=designer.email)

        assert not InstrumentVersion.objects.exists()

    def test_takes_people_who_are_known_here(self, designer):
        with pytest.raises(CommandError, match=r"Nobody here has the address who@example\.org"):
            run("publish_instrument", by=designer.email, confirmed_by="who@example.org")

    def test_takes_people_who_may(self, designer, national_analyst):
        with pytest.raises(CommandError, match=r"national_analyst@example\.org may not do this"):
            run("publish_instrument", by=designer.email, confirmed_by=national_analyst.email)

    @pytest.mark.slow
    def test_knows_what_there_is(self, two_people):
        with pytest.raises(CommandError, match="There is no draft of gone 3, and none ships"):
            run("publish_instrument", code="gone", version=3, **two_people)

    def test_says_what_is_missing(self, settings, tmp_path, two_people):
        settings.LOCALE_PATHS = [tmp_path]

        with pytest.raises(CommandError) as error:
            run("publish_instrument", code="short-core", **two_people)

        assert "question Q-OVR-1: hint has no wording in cy" in str(error.value)


@pytest.mark.django_db
class TestPublishInstrumentWithPages:
    def test_refuses_a_language_that_pages_would_be_half_translated_into(
        self, settings, tmp_path, two_people
    ):
        settings.LOCALE_PATHS = [tmp_path]
        write_interface(tmp_path, 'msgid "Back"\nmsgstr ""\n')

        with pytest.raises(CommandError) as error:
            run("publish_instrument", code="short-core", **two_people)

        assert "1 texts of the interface have no translation in " in str(error.value)


class TestCheckInstruments:
    @pytest.mark.slow
    def test_passes_what_ships_without_a_database(self):
        said = run("check_instruments").splitlines()

        assert "survey/instruments/short-core/1.toml: fit to be published" in said
        assert all(
            line.endswith(": fit to be published") or line.startswith("recordings: ")
            for line in said
        )
        assert said[-1] == "recordings: none yet; list_recordings lists those to make"

    @pytest.mark.slow
    def test_lists_all_that_is_wrong(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]

        with pytest.raises(CommandError) as error:
            run("check_instruments")

        assert len(str(error.value).splitlines()) > 100


class TestExtractInstruments:
    @pytest.mark.slow
    def test_writes_what_is_not_there(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]

        written = run("extract_instruments").splitlines()

        assert written[0] == "written: instruments.pot"
        assert "written: cy/LC_MESSAGES/instruments.po" in written
        assert "written: en_X-easy/LC_MESSAGES/instruments.po" in written
        assert run("extract_instruments") == "The catalogues are up to date.\n"

    @pytest.mark.slow
    def test_says_how_to_mend_what_is_out_of_date(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]

        with pytest.raises(CommandError) as error:
            run("extract_instruments", check=True)

        assert str(error.value).startswith("Out of date: instruments.pot, ar/LC_MESSAGES/")
        assert str(error.value).endswith(". Run: ./dev manage extract_instruments")
        assert not translations.catalogue_path("cy", tmp_path).exists()


@pytest.mark.django_db
class TestCompareInstruments:
    def test_lists_what_changed_from_one_version_to_another(self):
        publishing_actions.publish_version(raw=make.raw_definition(), by=TESTER, at=NOW)
        mended = make.raw_question(
            "A",
            text={"en": "Did it help?", "cy": "Helpodd?"},
            shown_if={"all": [{"question": "C", "choices": ["yes"]}]},
        )
        draft = make.raw_definition(version=2, questions=[make.raw_question("C"), mended])
        publishing_actions.save_draft(raw=draft, by=TESTER, at=NOW)

        said = run("compare_instruments", "sample", "1", "2")

        assert said.splitlines() == [
            "B",
            "  It was taken out.",
            "C",
            "  It is new.",
            "A",
            "  The wording changed in Cymraeg.",
            "  - Oedd hyn o help?",
            "  + Helpodd?",
            "  The condition shown_if changed.",
            "  + All of these:",
            "  +   The answer to C is “Yes”.",
        ]

    def test_says_when_nothing_changed(self):
        said = run("compare_instruments", "short-core", "1", "1")

        assert said == "Nothing changed.\n"

    def test_knows_what_there_is(self):
        with pytest.raises(CommandError, match="There is no version 7 of short-core"):
            run("compare_instruments", "short-core", "1", "7")
