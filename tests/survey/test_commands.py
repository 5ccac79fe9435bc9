"""The commands of the instruments."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from survey import catalogues
from survey.models import InstrumentVersion
from ui import catalogues as interface_catalogues


def run(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def write_interface(locale, messages):
    path = interface_catalogues.catalogue_path("cy", locale)
    path.parent.mkdir(parents=True)
    path.write_text(messages)


class TestPublishInstrument:
    @pytest.mark.django_db
    def test_says_that_it_is_published_already(self):
        assert run("publish_instrument") == "short-core 1.1: published already (en, cy)\n"

    @pytest.mark.django_db
    def test_publishes_into_an_empty_database(self):
        InstrumentVersion.objects.all().delete()

        assert run("publish_instrument") == "short-core 1.1: published (en, cy)\n"

    @pytest.mark.django_db
    def test_says_what_is_missing(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]
        write_interface(tmp_path, 'msgid "Back"\nmsgstr "Yn ôl"\n')

        with pytest.raises(CommandError) as error:
            run("publish_instrument")

        assert "question Q-OVR-1: hint has no wording in cy" in str(error.value)

    def test_refuses_a_language_that_pages_would_be_half_translated_into(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]
        write_interface(tmp_path, 'msgid "Back"\nmsgstr ""\n')

        with pytest.raises(CommandError) as error:
            run("publish_instrument")

        assert str(error.value).startswith("1 texts of the interface have no translation in ")


class TestCheckInstruments:
    def test_passes_what_ships_without_a_database(self):
        expected = "survey/instruments/short-core/1.toml: fit to be published\n"

        assert run("check_instruments") == expected

    def test_lists_all_that_is_wrong(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]

        with pytest.raises(CommandError) as error:
            run("check_instruments")

        assert len(str(error.value).splitlines()) > 100


class TestExtractInstruments:
    def test_writes_what_is_not_there(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]

        assert run("extract_instruments").splitlines() == [
            "written: instruments.pot",
            "written: cy/LC_MESSAGES/instruments.po",
        ]
        assert run("extract_instruments") == "The catalogues are up to date.\n"

    def test_says_how_to_mend_what_is_out_of_date(self, settings, tmp_path):
        settings.LOCALE_PATHS = [tmp_path]

        with pytest.raises(CommandError) as error:
            run("extract_instruments", check=True)

        assert str(error.value) == (
            "Out of date: instruments.pot, cy/LC_MESSAGES/instruments.po. "
            "Run: ./dev manage extract_instruments"
        )
        assert not catalogues.catalogue_path("cy", tmp_path).exists()
