import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from access.audit import AuditKind
from access.models import AuditEvent
from survey import selectors
from survey.bank import translations
from survey.models import InstrumentVersion
from survey.publishing import actions as publishing_actions
from tests.conftest import NOW, TESTER
from tests.survey import make

LATER = NOW + timedelta(days=1)
LATEST = NOW + timedelta(days=2)

pytestmark = pytest.mark.django_db


def publish(raw, *, at=NOW):
    return publishing_actions.publish_version(raw=raw, by=TESTER, at=at)


def with_welsh(word):
    question = make.raw_question("A", text={"en": "Did it help?", "cy": word})
    return make.raw_definition(questions=[question])


def reworded(**more):
    text = {"en": "Did this help you?", "cy": "Oedd hyn o help i chi?"}
    question = make.raw_question("A", text=text, mends="Did it help?")
    return make.raw_definition(questions=[question, make.raw_question("B")], **more)


class TestPublishVersion:
    def test_freezes_the_wording_of_every_language(self):
        version = publish(make.raw_definition())

        assert str(version) == "sample 1.1"
        assert version.languages == ["en", "cy"]
        assert version.definition["questions"][0]["text"]["cy"] == "Oedd hyn o help?"
        assert version.definition["revision"] == 1
        assert (version.published_at, version.published_by) == (NOW, TESTER.name)
        assert version.effective_from == date(2026, 11, 16)

    def test_is_in_force_from_the_day_it_is_where_the_victims_are(self):
        version = publish(make.raw_definition(), at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))

        assert version.effective_from == date(2026, 7, 2)

    def test_does_nothing_the_second_time(self):
        first = publish(make.raw_definition())

        second = publish(make.raw_definition(), at=LATER)

        assert second.pk == first.pk
        assert second.published_at == NOW
        assert InstrumentVersion.objects.filter(code="sample").count() == 1

    def test_makes_a_mended_translation_the_next_revision(self):
        first = publish(with_welsh("Oedd o help?"))

        second = publish(with_welsh("A oedd hyn o help?"), at=LATER)

        assert (second.version, second.revision) == (1, 2)
        assert second.content_hash != first.content_hash
        first.refresh_from_db()
        assert first.definition["questions"][0]["text"]["cy"] == "Oedd o help?"

    def test_makes_a_translation_that_is_taken_back_a_revision_too(self):
        first = publish(with_welsh("Oedd o help?"))
        publish(with_welsh("A oedd hyn o help?"))

        third = publish(with_welsh("Oedd o help?"))

        assert third.revision == 3
        assert third.content_hash == first.content_hash

    def test_makes_a_review_by_a_native_speaker_a_revision(self):
        publish(make.raw_definition(drafts=["cy"]))

        reviewed = publish(make.raw_definition())

        assert reviewed.revision == 2
        assert selectors.instrument(reviewed).drafts == frozenset()

    def test_makes_mended_english_a_revision_of_the_same_questions(self):
        publish(make.raw_definition())

        second = publish(reworded())

        assert (second.version, second.revision) == (1, 2)
        assert selectors.instrument(second).questions[0].text["en"] == "Did this help you?"

    def test_refuses_mended_english_that_would_switch_welsh_off(self):
        publish(make.raw_definition())

        with pytest.raises(
            publishing_actions.UnableToPublishInstrumentError, match="is asked in cy"
        ):
            publish(reworded(drafts=["cy"]))

        assert InstrumentVersion.objects.filter(code="sample").count() == 1

    def test_makes_another_language_a_revision(self):
        english = make.raw_definition(
            languages=["en"],
            questions=[
                make.raw_question(
                    "A",
                    text={"en": "Did it help?"},
                    choices=[
                        {"code": "yes", "text": {"en": "Yes"}, "meaning": "positive"},
                        {"code": "no", "text": {"en": "No"}, "meaning": "negative"},
                    ],
                )
            ],
        )
        publish(english)

        both = publish(make.raw_definition(questions=[make.raw_question("A")]))

        assert both.revision == 2

    @pytest.mark.parametrize(
        "changed",
        [
            {"text": {"en": "Was it a help?", "cy": "Oedd hyn o help?"}},
            {"choices": list(reversed(make.raw_question("A")["choices"]))},
            {"measure": "help"},
            {"privacy": "characteristic"},
        ],
    )
    def test_refuses_another_question_under_the_same_number(self, changed):
        publish(make.raw_definition(questions=[make.raw_question("A")]))

        with pytest.raises(
            publishing_actions.UnableToPublishInstrumentError, match="give the changed instrument"
        ):
            publish(make.raw_definition(questions=[make.raw_question("A", **changed)]))

        assert InstrumentVersion.objects.filter(code="sample").count() == 1

    def test_takes_another_question_under_the_next_number(self):
        publish(make.raw_definition())

        added = make.raw_question("Z", block="equality")
        second = publish(make.raw_definition(version=2, questions=[make.raw_question("A"), added]))

        assert (second.version, second.revision) == (2, 1)

    def test_refuses_what_is_not_fit_and_says_all_that_is_wrong(self):
        half = make.raw_definition(
            questions=[
                make.raw_question("A", text={"en": "Did it help?"}),
                make.raw_question("B", right="6"),
            ]
        )

        with pytest.raises(publishing_actions.UnableToPublishInstrumentError) as error:
            publish(half)

        assert error.value.faults == [
            "sample version 1, question A: text has no wording in cy",
            (
                "sample version 1, question B: a right of the Victims' Code stands with the "
                "version of the Code"
            ),
        ]
        assert not InstrumentVersion.objects.filter(code="sample").exists()

    def test_refuses_a_text_question(self):
        with pytest.raises(
            publishing_actions.UnableToPublishInstrumentError, match="no one reads free text"
        ):
            publish(make.raw_definition(questions=[make.raw_question("A", kind="text")]))

    def test_is_on_the_audit_trail_once(self):
        version = publish(make.raw_definition())
        publish(make.raw_definition())

        [event] = AuditEvent.objects.filter(
            kind=AuditKind.INSTRUMENT_PUBLISHED, details__version="sample 1.1"
        )
        assert event.actor_name == TESTER.name
        assert event.details["content_hash"] == version.content_hash


class TestPublishShippedInstruments:
    @pytest.mark.slow
    def test_has_nothing_to_do_when_done(self):
        before = publishing_actions.publish_shipped_instruments(by=TESTER, at=NOW)

        after = publishing_actions.publish_shipped_instruments(by=TESTER, at=LATER)

        assert [version.pk for version in after] == [version.pk for version in before]
        assert InstrumentVersion.objects.count() == len(before)

    @pytest.mark.slow
    def test_publishes_what_follows_a_first_version_later(self):
        InstrumentVersion.objects.all().delete()

        publishing_actions.publish_shipped_instruments(
            by=TESTER, at=NOW, later_versions_at={2: LATER, 3: LATEST}
        )

        published = InstrumentVersion.objects.filter(code="short-core").order_by("version")
        assert [(row.version, row.published_at) for row in published] == [
            (1, NOW),
            (2, LATER),
            (3, LATEST),
        ]

    def test_publishes_the_short_core_in_every_language(self):
        short_core = selectors.current_instrument(NOW.date())

        assert (short_core.code, short_core.version, short_core.revision) == ("short-core", 3, 1)
        assert set(short_core.languages) == {code for code, _ in settings.LANGUAGES}
        assert set(short_core.question("Q-OVR-1").text) == set(short_core.languages)
        assert short_core.question("Q-OVR-1").text["cy"].startswith("At ei gilydd")

    @pytest.mark.slow
    def test_publishes_a_mended_translation(self, tmp_path, settings):
        shutil.copytree(settings.LOCALE_PATHS[0], tmp_path, dirs_exist_ok=True)
        welsh = translations.catalogue_path("cy", tmp_path)
        welsh.write_text(welsh.read_text().replace("Bob amser", "Wastad"))
        settings.LOCALE_PATHS = [tmp_path]

        versions = publishing_actions.publish_shipped_instruments(by=TESTER, at=LATER)

        version = [each for each in versions if each.code == "short-core"][-1]
        assert (version.version, version.revision) == (3, 2)
        always = selectors.instrument(version).question("Q-TRT-1").choice("always")
        assert (always.text["en"], always.text["cy"]) == ("Always", "Wastad")

    def test_refuses_when_a_catalogue_is_gone(self, tmp_path, settings):
        settings.LOCALE_PATHS = [tmp_path]

        with pytest.raises(publishing_actions.UnableToPublishInstrumentError) as error:
            publishing_actions.publish_shipped_instruments(by=TESTER, at=LATER)

        assert "text has no wording in cy" in error.value.faults[0]


class TestRetireVersion:
    def test_takes_a_version_out_of_use(self):
        version = publish(make.raw_definition())

        publishing_actions.retire_version(version=version, by=TESTER, at=LATER)

        version.refresh_from_db()
        assert (version.retired_at, version.retired_by) == (LATER, TESTER.name)
        assert AuditEvent.objects.filter(kind=AuditKind.INSTRUMENT_RETIRED).count() == 1

    def test_leaves_the_wording_to_be_read(self):
        version = publish(make.raw_definition())

        publishing_actions.retire_version(version=version, by=TESTER, at=LATER)

        assert selectors.instrument(version).question("A").text["cy"] == "Oedd hyn o help?"

    def test_refuses_the_second_time(self):
        version = publish(make.raw_definition())
        publishing_actions.retire_version(version=version, by=TESTER, at=LATER)

        with pytest.raises(
            publishing_actions.UnableToRetireError, match=r"sample 1\.1 is retired already"
        ):
            publishing_actions.retire_version(version=version, by=TESTER, at=LATER)

    def test_stays_retired_when_published_again(self):
        version = publish(make.raw_definition())
        publishing_actions.retire_version(version=version, by=TESTER, at=NOW)

        publish(make.raw_definition(), at=LATER)

        with pytest.raises(selectors.NoVersionInForceError):
            selectors.version_in_force("sample", on=LATER.date())


@pytest.mark.databases
class TestTheDatabase:
    def test_holds_each_revision_once(self):
        version = publish(make.raw_definition())
        twin = InstrumentVersion.objects.get(pk=version.pk)
        twin.pk = None

        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)

    def test_holds_no_retirement_without_a_name(self):
        version = publish(make.raw_definition())

        with pytest.raises(IntegrityError), transaction.atomic():
            InstrumentVersion.objects.filter(pk=version.pk).update(retired_at=LATER)
