from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.utils.module_loading import import_string

from access.models import AuditEvent
from analytics.alerts import actions as alerts_actions
from analytics.alerts import scoring
from analytics.alerts.quality import counting
from config.demo.seeding import figures
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
SUNDAY = date(2026, 11, 15)


class JobsOnAsking:
    def __init__(self) -> None:
        self.jobs: list[tuple[str, tuple[object, ...]]] = []

    def begin(self, path: str, *arguments: object) -> None:
        self.jobs.append((path, arguments))

    def finish(self) -> Iterator[object]:
        path, arguments = self.jobs.pop(0)
        import_string(path)(*arguments)
        yield from ()


class TestFillNewest:
    @pytest.fixture(autouse=True)
    def done(self, monkeypatch) -> list[str]:
        done: list[str] = []

        def stands_for(owner: object, name: str, gives: object = None) -> None:
            def stand_in(*_: object, **__: object) -> object:
                done.append(name)
                return gives

            stand_in.__name__ = name
            monkeypatch.setattr(owner, name, stand_in)

        stands_for(scoring, "score_weeks", {SUNDAY: None})
        stands_for(alerts_actions, "raise_scored")
        stands_for(counting, "count_weeks")
        stands_for(figures, "fill_quarters")
        return done

    def fill(
        self, other: JobsOnAsking | None, meanwhile: Callable[[], object] | None = None
    ) -> None:
        figures.fill_newest(
            newest=1, last_day=SUNDAY, by=TESTER, at=NOW, say=lambda _: None, other=other,
            meanwhile=meanwhile,
        )  # fmt: skip

    def test_leaves_to_another_process_what_alerts_need_first(self, done):
        self.fill(JobsOnAsking())

        assert done == ["score_weeks", "count_weeks", "raise_scored", "fill_quarters"]

    @pytest.mark.parametrize("is_alone", [True, False])
    def test_lets_more_be_done_when_alerts_are_raised(self, done, is_alone):
        self.fill(None if is_alone else JobsOnAsking(), lambda: done.append("more"))

        assert done.index("more") > done.index("raise_scored")
        assert (done.index("more") > done.index("fill_quarters")) == is_alone

    def test_does_all_in_turn_where_there_is_none(self, done):
        self.fill(None)

        assert done == ["score_weeks", "raise_scored", "fill_quarters"]

    def test_waits_for_the_other_process_where_alerts_were_raised_before(self, done):
        AuditEvent.objects.create(kind="alerts.raised", at=NOW, actor_kind="system")
        other = JobsOnAsking()

        self.fill(other)

        assert done == ["count_weeks", "fill_quarters"]
        assert not other.jobs
