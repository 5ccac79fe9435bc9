"""Two people judge a change that waits, or one does while a file is loaded or a load undone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from access.models import AuditEvent
from responses.imports.actions import held_changes
from responses.imports.actions.held_changes import NoSuchChangeError
from responses.imports.actions.undo import undo_import
from responses.models import Case, HeldChange, Import
from tests.conftest import NOW, TESTER
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import asked, held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
SENSITIVE = asked.NO_FLAGS | {"stalking": True}
LATER = NOW - timedelta(hours=1)


class HeldRace:
    def prepare(self):
        ground.clear()
        AuditEvent.objects.all().delete()
        self.row = asked.row(flags=SENSITIVE)
        asked.load(self.row)
        asked.load(replace(self.row, flags=asked.NO_FLAGS), at=LATER)
        self.ids, self.people = held.ids(), [held.person("Ann"), held.person("Bea")]
        self.done = []
        return self.pair()

    def judge(self, judge, by):
        try:
            judge(change_ids=self.ids, by=by, at=NOW)
        except NoSuchChangeError:
            return
        self.done.append(judge)

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestTwoWhoConfirm(HeldRace):
    def pair(self):
        ann, bea = self.people
        confirm = held_changes.confirm_changes
        return lambda: self.judge(confirm, ann), lambda: self.judge(confirm, bea)

    def check(self):
        assert len(self.done) == 1, "one of them confirms it"
        assert AuditEvent.objects.filter(kind="held_change.confirmed").count() == 1
        assert Case.objects.get().flags == asked.NO_FLAGS

    def test_confirm_it_once(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestOneWhoConfirmsAndOneWhoRefuses(HeldRace):
    def pair(self):
        ann, bea = self.people
        return (
            lambda: self.judge(held_changes.confirm_changes, ann),
            lambda: self.judge(held_changes.refuse_changes, bea),
        )

    def check(self):
        [judge] = self.done
        is_confirmed = judge is held_changes.confirm_changes
        assert HeldChange.objects.get().state == ("confirmed" if is_confirmed else "refused")
        assert Case.objects.get().flags == (asked.NO_FLAGS if is_confirmed else SENSITIVE)

    def test_do_not_both_have_their_way(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestOneWhoConfirmsWhileTheLoadIsUndone(HeldRace):
    def pair(self):
        load = Import.objects.latest("pk").pk
        return (
            lambda: self.judge(held_changes.confirm_changes, self.people[0]),
            lambda: undo_import(import_batch_id=load, by=TESTER, at=NOW),
        )

    def check(self):
        assert Case.objects.get().flags == SENSITIVE, "the load is undone, whoever was first"
        assert not HeldChange.objects.exists()

    def test_leaves_what_was_before_the_load(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestTwoLoads(HeldRace):
    def prepare(self):
        ground.clear()
        self.row = asked.row(flags=asked.NO_FLAGS)
        asked.load(self.row)
        return (
            lambda: asked.load(replace(self.row, flags=SENSITIVE), at=LATER),
            lambda: asked.load(replace(self.row, sex="female"), at=NOW),
        )

    def check(self):
        assert Case.objects.get().flags == SENSITIVE

    def test_at_once_leave_the_more_careful_fact(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestOneWhoConfirmsWhileALaterFileSaysOtherwise(HeldRace):
    def pair(self):
        again = replace(self.row, sex="female")
        return (
            lambda: self.judge(held_changes.confirm_changes, self.people[0]),
            lambda: asked.load(again, at=NOW),
        )

    def check(self):
        assert Case.objects.get().flags == SENSITIVE, "the later file says that it is sensitive"
        assert held.waiting() == []

    def test_leaves_the_more_careful_fact(self):
        broken = self.explored()

        assert not broken.faults, str(broken)
