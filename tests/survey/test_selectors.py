from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from survey import selectors
from survey.publishing import actions as publishing_actions
from tests.conftest import NOW, TESTER
from tests.survey import make

TODAY = NOW.date()
TOMORROW = NOW + timedelta(days=1)

pytestmark = pytest.mark.django_db


def publish(*, at=NOW, **changes):
    return publishing_actions.publish_version(raw=make.raw_definition(**changes), by=TESTER, at=at)


class TestVersionInForce:
    def test_is_the_short_core_unless_told_otherwise(self):
        assert str(selectors.version_in_force(on=TODAY)) == "short-core 3.1"

    def test_is_the_highest_version_published_by_the_day(self):
        first = publish()
        second = publish(version=2, at=TOMORROW)

        assert selectors.version_in_force("sample", on=TODAY) == first
        assert selectors.version_in_force("sample", on=TOMORROW.date()) == second

    def test_is_the_latest_revision_of_it(self):
        publish(drafts=["cy"])
        second = publish()

        assert selectors.version_in_force("sample", on=TODAY) == second

    def test_falls_back_when_the_newest_is_retired(self):
        first = publish()
        second = publish(version=2)
        publishing_actions.retire_version(version=second, by=TESTER, at=TOMORROW)

        assert selectors.version_in_force("sample", on=TODAY) == second
        assert selectors.version_in_force("sample", on=TOMORROW.date()) == first

    def test_is_none_before_the_first(self):
        with pytest.raises(selectors.NoVersionInForceError) as error:
            selectors.version_in_force(on=date(2020, 1, 1))

        assert str(error.value) == (
            "No version of short-core is in force on 2020-01-01. Publish one: publish_instrument."
        )


class TestReigns:
    def test_are_asked_the_last_that_holds_the_day(self):
        first = publish()
        second = publish(version=2, at=TOMORROW)
        publishing_actions.retire_version(
            version=second, by=TESTER, at=TOMORROW + timedelta(days=3)
        )

        found = selectors.version_periods("sample")

        assert [period.pk for period in found] == [first.pk, second.pk]
        assert [period.is_asked_on(TODAY) for period in found] == [True, False]
        assert [period.is_asked_on(TOMORROW.date()) for period in found] == [True, True]
        retired_on = TOMORROW.date() + timedelta(days=3)
        assert [period.is_asked_on(retired_on) for period in found] == [True, False]

    def test_say_the_same_as_the_version_in_force(self):
        publish()
        publish(version=2, at=TOMORROW)

        for day in (TODAY, TOMORROW.date()):
            held = [
                period.pk
                for period in selectors.version_periods("sample")
                if period.is_asked_on(day)
            ]
            assert held[-1] == selectors.version_in_force("sample", on=day).pk


class TestInstrument:
    def test_is_parsed_once_a_process(self, django_assert_num_queries):
        version = publish()
        selectors.instrument(version)

        with django_assert_num_queries(0):
            instrument = selectors.instrument(version)

        assert (instrument.code, instrument.revision) == ("sample", 1)

    def test_takes_one_query_at_first(self, django_assert_num_queries):
        version = publish(questions=[make.raw_question("ONLY-HERE")])

        with django_assert_num_queries(1) as queries:
            selectors.instrument(version)

        assert isinstance(queries, CaptureQueriesContext)

    def test_is_current_on_a_day(self):
        assert selectors.current_instrument(TODAY).code == "short-core"
