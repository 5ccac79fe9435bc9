from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from access import audit, tasks
from access.audit import AuditKind
from access.audit_chain import chaining, rules, selectors
from access.continuity import holding, journal
from access.models import AuditChainEnd, AuditEvent, AuditHead, AuditLink, Continuity
from tests.conftest import NOW, TESTER

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
KEPT = timedelta(days=731 + 31)
"""An event goes with the last of its month."""
pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    AuditEvent.objects.all().delete()


def write(count: int = 3, *, at=NOW) -> list[AuditEvent]:
    for number in range(count):
        audit.record(AuditKind.CASE_FOUND, by=TESTER, at=at, target=f"case {number}", tries=number)
    return list(AuditEvent.objects.order_by("-pk")[:count][::-1])


def written_elsewhere() -> list[journal.Entry]:
    return journal.entries(str(holding.state().generation))


def faults(at=NOW) -> list[str]:
    return selectors.verify(at=at).faults


def seal(at=NOW) -> None:
    chaining.seal(by=TESTER, at=at)


class TestTheChain:
    def test_holds_what_was_written_in_the_order_in_which_it_was_found(self):
        events = write()

        assert chaining.chain(at=NOW) == 3
        assert chaining.chain(at=NOW) == 0

        links = AuditLink.objects.order_by("position")
        assert [link.event_id for link in links] == [event.pk for event in events]
        assert faults() == []

    def test_takes_in_what_was_committed_after_a_later_one(self):
        first, _second = write(2)
        held = AuditEvent.objects.filter(pk=first.pk)
        kept = held.values()[0]
        held.delete()
        chaining.chain(at=NOW)

        AuditEvent.objects.create(**kept)
        assert chaining.chain(at=NOW + MINUTE) == 1

        assert AuditLink.objects.get(position=2).event_id == first.pk
        assert faults() == []

    def test_is_made_by_the_worker_and_by_no_save(self):
        write()
        assert not AuditLink.objects.exists()

        tasks.chain_audit.call()

        assert AuditLink.objects.count() == 3

    def test_is_made_in_parts(self, monkeypatch):
        monkeypatch.setattr(chaining, "BATCH", 2)
        write(5)

        assert chaining.chain(at=NOW) == 5
        assert faults() == []


class TestWhoeverChangesTheTrail:
    @pytest.mark.parametrize(
        "change",
        [
            {"actor_name": "somebody else"},
            {"target": "case 9"},
            {"at": NOW + DAY},
            {"details": {}},
            {"kind": AuditKind.CASE_GIVEN},
            {"force_code": "kent"},
        ],
    )
    def test_of_an_event_is_found_out(self, change):
        event = write()[1]
        chaining.chain(at=NOW)

        AuditEvent.objects.filter(pk=event.pk).update(**change)

        assert faults() == [f"event {event.pk} was changed"]

    def test_by_deleting_an_event_is_found_out(self):
        event = write()[1]
        chaining.chain(at=NOW)

        AuditEvent.objects.filter(pk=event.pk).delete()

        assert faults() == [f"event {event.pk} was deleted before its time"]

    def test_by_deleting_event_and_link_is_found_out(self):
        event = write()[1]
        chaining.chain(at=NOW)

        AuditEvent.objects.filter(pk=event.pk).delete()
        AuditLink.objects.filter(event_id=event.pk).delete()

        assert "links 2 to 2 are gone" in faults()
        assert "link 3 does not follow from the one before it" in faults()

    def test_by_making_it_look_old_is_found_out(self):
        event = write()[1]
        chaining.chain(at=NOW)

        AuditEvent.objects.filter(pk=event.pk).delete()
        AuditLink.objects.filter(event_id=event.pk).update(at=NOW - KEPT, salt="")

        assert "link 2 does not follow from the one before it" in faults()

    def test_by_emptying_a_salt_is_found_out(self):
        event = write()[1]
        chaining.chain(at=NOW)

        AuditLink.objects.filter(event_id=event.pk).update(salt="")
        AuditEvent.objects.filter(pk=event.pk).update(target="case 9")

        assert faults() == [f"event {event.pk} has lost its salt before its time"]

    def test_by_making_the_whole_chain_anew_is_found_out_by_the_sealed_day(self):
        event = write()[1]
        seal()
        AuditEvent.objects.filter(pk=event.pk).delete()
        AuditLink.objects.all().delete()
        chaining.chain(at=NOW)
        day = AuditHead.objects.get().day

        assert f"the chain does not lead to the head of {day}" in faults()

    def test_by_sealing_the_new_chain_without_the_key_is_found_out(self):
        event = write()[1]
        seal()
        AuditEvent.objects.filter(pk=event.pk).delete()
        AuditLink.objects.all().delete()
        chaining.chain(at=NOW)
        last = AuditLink.objects.order_by("-position").first()
        day = AuditHead.objects.get().day
        forged = rules.seal_of(day, position=last.position, head=last.hash, key=b"a guess")
        AuditHead.objects.update(position=last.position, hash=last.hash, seal=forged)

        assert f"the head of {day} is not sealed with our key" in faults()

    def test_with_the_key_too_is_found_out_by_what_was_written_elsewhere(self):
        event = write()[1]
        seal()
        day = AuditHead.objects.get().day
        AuditEvent.objects.filter(pk=event.pk).delete()
        for rows in (AuditLink, AuditHead, AuditChainEnd):
            rows.objects.all().delete()
        chaining.chain(at=NOW)
        chaining._seal_day(day, at=NOW)

        assert faults() == [
            "the journal has a later end of the chain, link 3",
            f"the journal has another head for {day}",
        ]

    def test_by_keeping_an_event_out_of_the_chain_is_found_out(self):
        write(at=NOW - 2 * timedelta(hours=1))

        assert faults() == ["3 events of more than an hour ago are not in the chain"]


def keep(at=NOW) -> bool:
    return chaining.keep(by=TESTER, at=at)


def raw_copy(event: AuditEvent, **changed) -> AuditEvent:
    values = AuditEvent.objects.filter(pk=event.pk).values().get()
    return AuditEvent.objects.create(**{**values, "id": None, **changed})


def rechain_without_the_key(first: int) -> None:
    before = AuditLink.objects.get(position=first - 1).hash if first > 1 else rules.FIRST
    for link in AuditLink.objects.filter(position__gte=first).order_by("position"):
        event = AuditEvent.objects.get(pk=link.event_id)
        link.digest = rules.digest_of(selectors.said_by(event), salt=link.salt)
        link.at = event.at
        told = rules.Link(link.position, link.event_id, link.at, link.digest)
        link.hash = before = rules.hash_of(told, before=before, key=None)
        link.save()
    AuditChainEnd.objects.update(hash=before)


class TestSomeoneWithTheDatabaseInHand:
    @pytest.fixture(autouse=True)
    def _keep(self, caplog) -> None:
        self.events = write(5)
        assert keep()

    def test_edits_no_event_unnoticed_by_making_all_links_again(self):
        AuditEvent.objects.filter(pk=self.events[2].pk).update(actor_name="someone else")
        rechain_without_the_key(3)

        assert not keep(NOW + MINUTE)
        assert faults()

    def test_deletes_no_event_unnoticed_by_making_all_links_again(self):
        AuditEvent.objects.filter(pk=self.events[2].pk).delete()
        AuditLink.objects.filter(position=3).delete()
        AuditLink.objects.filter(position=4).update(position=3)
        AuditLink.objects.filter(position=5).update(position=4)
        rechain_without_the_key(3)
        AuditChainEnd.objects.update(position=4)

        assert not keep(NOW + MINUTE)
        assert faults()

    def test_inserts_no_event_unnoticed(self):
        forged = raw_copy(self.events[0], target="case 77", seal="")

        assert not keep(NOW + MINUTE)
        assert f"event {forged.pk} was not written by this service" in faults()

    def test_inserts_no_event_with_the_seal_of_another_unnoticed(self):
        forged = raw_copy(self.events[0], target="case 77")

        assert not keep(NOW + MINUTE)
        assert f"event {forged.pk} was not written by this service" in faults()

    def test_edits_no_event_unnoticed_before_it_is_chained(self):
        event = write(1)[0]
        AuditEvent.objects.filter(pk=event.pk).update(target="case 9")

        assert not keep(NOW + MINUTE)

    def test_replays_no_event_unnoticed(self):
        again = raw_copy(self.events[1])

        assert not keep(NOW + MINUTE)
        assert faults() == [f"event {again.pk} repeats another"]

    def test_swaps_no_two_links_unnoticed(self):
        third, fourth = AuditLink.objects.filter(position__in=[3, 4]).order_by("position")
        AuditLink.objects.filter(position=3).update(position=99)
        AuditLink.objects.filter(position=4).update(position=3)
        AuditLink.objects.filter(position=99).update(position=4)
        assert third.event_id != fourth.event_id

        assert "link 3 does not follow from the one before it" in faults()

    def test_swaps_the_content_of_no_two_events_unnoticed(self):
        second, third = self.events[1:3]
        AuditEvent.objects.filter(pk=second.pk).update(target=third.target, details=third.details)
        AuditEvent.objects.filter(pk=third.pk).update(target=second.target, details=second.details)
        rechain_without_the_key(2)

        assert faults()

    def test_cuts_off_no_tail_unnoticed(self):
        for event in self.events[3:]:
            AuditEvent.objects.filter(pk=event.pk).delete()
        AuditLink.objects.filter(position__gt=3).delete()

        assert not keep(NOW + MINUTE)

    def test_puts_back_no_earlier_end_unnoticed(self):
        before = AuditChainEnd.objects.values().get()
        event = write(1)[0]
        assert keep(NOW + MINUTE)
        AuditEvent.objects.filter(pk=event.pk).delete()
        AuditLink.objects.filter(position=6).delete()
        AuditChainEnd.objects.update(**before)

        assert not keep(NOW + 2 * MINUTE)
        assert faults() == ["the journal has a later end of the chain, link 6"]

    def test_removes_no_end_unnoticed(self):
        AuditChainEnd.objects.all().delete()

        assert faults()

    def test_hides_no_cut_tail_by_giving_the_database_another_journal(self):
        before = AuditChainEnd.objects.values().get()
        event = write(1)[0]
        assert keep(NOW + MINUTE)
        AuditEvent.objects.filter(pk=event.pk).delete()
        AuditLink.objects.filter(position=6).delete()
        AuditChainEnd.objects.update(**before)
        Continuity.objects.update(generation=uuid4(), mark=0)

        assert not keep(NOW + 2 * MINUTE)
        assert faults() == ["another journal has a later end of the chain, link 6"]

    def test_hides_no_deleted_event_by_removing_the_chain_and_the_generation(self):
        seal()
        AuditEvent.objects.filter(pk=self.events[2].pk).delete()
        for rows in (AuditLink, AuditHead, AuditChainEnd, Continuity):
            rows.objects.all().delete()

        assert not keep(NOW + MINUTE)
        assert faults() == ["another journal has a later end of the chain, link 5"]

    def test_writes_no_event_of_long_ago_or_of_the_future_unnoticed(self):
        later = NOW + 2 * DAY
        write(1, at=later)
        assert keep(later)
        raw_copy(self.events[0], id=-10_000, at=later + 300 * DAY)
        raw_copy(self.events[0], id=-10_001, at=later - KEPT)

        assert faults(later) == [
            "1 events of more than an hour ago are not in the chain",
            "1 events of the future are not in the chain",
        ]

    def test_excuses_nothing_by_an_event_of_a_restore(self):
        AuditLink.objects.filter(position__gt=3).delete()
        raw_copy(self.events[0], kind=AuditKind.DATABASE_RELEASED, at=NOW + MINUTE)

        assert not keep(NOW + 2 * MINUTE)

    def test_moves_no_checked_position_forward(self):
        AuditChainEnd.objects.update(
            checked_position=5, checked_hash=AuditLink.objects.get(position=5).hash,
            checked_seal="0" * 64,
        )  # fmt: skip
        AuditEvent.objects.filter(pk=self.events[2].pk).update(target="case 9")

        assert selectors.verify_new(at=NOW).faults == [f"event {self.events[2].pk} was changed"]


class TestAnotherJournal:
    def test_of_a_copy_that_is_only_tried_raises_no_alarm_in_either(self):
        write()
        assert keep()
        service = Continuity.objects.values().get()
        holding.start_trial_journal()
        write(1)
        assert keep(NOW + MINUTE)

        AuditEvent.objects.latest("pk").delete()
        AuditLink.objects.filter(position=4).delete()
        AuditChainEnd.objects.all().delete()
        Continuity.objects.update(generation=service["generation"])
        assert not [fault for fault in faults() if "another journal" in fault]

    def test_of_a_database_that_this_one_replaced_raises_no_alarm(self):
        write()
        assert keep()
        for rows in (AuditEvent, AuditLink, AuditHead, AuditChainEnd, Continuity):
            rows.objects.all().delete()

        write(at=NOW + MINUTE)
        assert keep(NOW + MINUTE)
        assert faults(NOW + MINUTE) == []


class TestTheSealedEnd:
    def test_is_written_elsewhere_within_the_minute(self):
        write()
        tasks.chain_audit.call()

        [entry] = [each for each in written_elsewhere() if each.kind == "audit_end"]
        assert entry.details["position"] == AuditChainEnd.objects.get().position == 3

    def test_waits_where_the_journal_cannot_be_written(self, monkeypatch):
        def fail(*_args: object, **_how: object) -> None:
            raise OSError(28, "No space left on device")

        write()
        with monkeypatch.context() as patch:
            patch.setattr(journal, "append", fail)
            keep()
        assert not AuditChainEnd.objects.get().is_shipped

        assert keep(NOW + MINUTE)
        assert AuditChainEnd.objects.get().is_shipped

    def test_begins_once_no_release_without_seals_writes(self):
        event = write(1)[0]
        AuditEvent.objects.update(seal="")
        keep()
        assert not AuditChainEnd.objects.exists()

        write(1, at=NOW + MINUTE)
        keep(NOW + MINUTE)

        assert AuditChainEnd.objects.get().keyed_from == 2
        assert faults(NOW + MINUTE) == []
        AuditEvent.objects.filter(pk=event.pk).update(target="case 9")
        assert faults(NOW + MINUTE) == [f"event {event.pk} was changed"]

    def test_says_what_is_wrong_once_an_hour_in_the_trail(self):
        write()
        keep()
        AuditLink.objects.filter(position=3).delete()

        for minutes in range(1, 4):
            keep(NOW + minutes * MINUTE)

        assert AuditEvent.objects.filter(kind="audit_trail.broken").count() == 1


class TestTheNightlyCheck:
    def test_reads_what_is_new_and_a_part_of_what_is_older(self, monkeypatch):
        monkeypatch.setattr(selectors, "LEAST_A_NIGHT", 3)
        monkeypatch.setattr(selectors, "NIGHTS", 5)
        write(12)
        seal()
        assert AuditChainEnd.objects.get().checked_position == 12
        write(2)
        chaining.chain(at=NOW)

        assert selectors.verify_new(at=NOW).links == 2 + 3

    def test_reaches_every_link_in_turn(self):
        for checked in (1, 7, 1_000_000, 1_000_001, 2_500_000, 64_000_000):
            parts = [
                part
                for night in range(selectors.NIGHTS + 1)
                for part in selectors._parts_for_tonight(checked, night=night)
            ]
            assert min(after for after, _last in parts) == 0
            assert max(last for _after, last in parts) == checked
            reached = 0
            for after, last in sorted(parts):
                assert after <= reached
                reached = max(reached, last)

    def test_finds_what_was_changed_long_ago_by_then(self, monkeypatch):
        monkeypatch.setattr(selectors, "LEAST_A_NIGHT", 3)
        monkeypatch.setattr(selectors, "NIGHTS", 4)
        events = write(12)
        seal()
        AuditEvent.objects.filter(pk=events[7].pk).update(target="case 9")

        found = [selectors.verify_new(at=NOW + night * DAY).faults for night in range(4)]

        assert [f"event {events[7].pk} was changed"] in found


class TestTheEndOfADay:
    def test_is_sealed_once_and_written_elsewhere(self):
        write()
        seal()
        seal(NOW + MINUTE)

        head = AuditHead.objects.get()
        [entry] = [each for each in written_elsewhere() if each.kind == "audit_head"]
        assert head.day == (NOW - DAY).date()
        assert (entry.kind, entry.details["hash"]) == ("audit_head", head.hash)
        assert entry.details.keys() == {"day", "position", "hash", "seal"}
        assert head.is_shipped

    def test_is_written_elsewhere_as_soon_as_it_can_be(self, monkeypatch):
        def gone(*_args: object, **_how: object) -> None:
            raise OSError(28, "No space left on device")

        write()
        with monkeypatch.context() as patch:
            patch.setattr(journal, "append", gone)
            seal()
        assert not AuditHead.objects.get().is_shipped

        seal(NOW + DAY)

        assert AuditHead.objects.filter(is_shipped=True).count() == 2

    def test_sounds_an_alarm_where_the_trail_does_not_hold(self, caplog):
        event = write()[1]
        chaining.chain(at=NOW)
        AuditEvent.objects.filter(pk=event.pk).update(target="case 9")

        seal()

        assert "does not hold: event" in caplog.text
        assert AuditEvent.objects.get(kind="audit_trail.broken").details == {"faults": 1}


class TestRetention:
    def test_leaves_a_chain_that_holds_and_heads_that_lead_to_it(self, time_machine):
        write()
        seal()
        later = NOW + KEPT + MINUTE
        time_machine.move_to(later, tick=False)

        tasks._destroy_old_traces(by=TESTER, at=later)

        assert not AuditEvent.objects.filter(kind="case.found").exists()
        assert AuditLink.objects.filter(salt="").count() == 3
        chaining.chain(at=later)
        verdict = selectors.verify(at=later)
        assert (verdict.faults, verdict.heads) == ([], 1)

    def test_leaves_nothing_by_which_a_destroyed_event_could_be_guessed(self):
        event = write(1)[0]
        chaining.chain(at=NOW)
        said = selectors.said_by(event)
        link = AuditLink.objects.get()
        assert rules.digest_of(said, salt=link.salt) == link.digest

        tasks._destroy_old_traces(by=TESTER, at=NOW + KEPT + MINUTE)

        link.refresh_from_db()
        assert rules.digest_of(said, salt=link.salt) != link.digest


class TestTheCommand:
    def test_says_that_the_trail_holds(self):
        write()
        said = StringIO()

        call_command("verify_audit", stdout=said)

        assert "The audit trail holds: 3 links, 3 events, 0 sealed days." in said.getvalue()

    def test_fails_and_names_what_was_changed(self):
        event = write()[1]
        chaining.chain(at=NOW)
        AuditEvent.objects.filter(pk=event.pk).update(target="case 9")

        with pytest.raises(CommandError, match=f"event {event.pk} was changed"):
            call_command("verify_audit")

    def test_tells_what_a_restore_lost_and_takes_it_for_no_fault(self):
        write()
        seal()
        AuditHead.objects.all().delete()
        audit.record(AuditKind.DATABASE_RELEASED, by=TESTER, at=NOW + MINUTE)
        chaining.chain(at=NOW + MINUTE)

        verdict = selectors.verify(at=NOW + MINUTE)

        assert verdict.faults == []
        assert "was lost when the database was restored" in verdict.notes[0]


class TestCanonicalJson:
    def test_is_the_same_for_the_same_content(self):
        at = NOW.astimezone(tz=None)

        assert rules.canonical({"b": 1, "a": at}) == rules.canonical({"a": NOW, "b": 1})
        assert rules.canonical({"a": "ŵ"}) == '{"a":"ŵ"}'.encode()
