import io

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent
from responses.models import Invitation
from tests.conftest import NOW
from tests.responses.asked import queue, queued, row, send

pytestmark = pytest.mark.django_db
MORNING = ("2026-11-16T09:00", "2026-11-16T11:00")


def end(*times: str, **options: object) -> str:
    out = io.StringIO()
    call_command("end_links", *(times or MORNING), stdout=out, **options)
    return out.getvalue()


def sent(*forces: str) -> list[Invitation]:
    messages = queued(*[row(force=force) for force in forces])
    send()
    return [message.invitation for message in messages]


def still_open() -> set[str]:
    links = Invitation.objects.filter(expires_at__gt=NOW)
    return set(links.values_list("stage_event__case__force", flat=True))


@pytest.mark.usefixtures("clock")
class TestEndingLinks:
    def test_ends_those_that_were_sent_in_that_time(self):
        [invitation] = sent("gwent")

        assert "1 link opens no more." in end(end=True)

        invitation.refresh_from_db()
        assert invitation.expires_at == NOW

    def test_only_counts_unless_told_to(self):
        sent("gwent", "city-of-london")

        said = end()

        assert "Links that still open: 2." in said
        assert still_open() == {"gwent", "city-of-london"}
        assert not AuditEvent.objects.filter(kind="links.ended").exists()

    def test_keeps_to_one_force(self):
        sent("gwent", "city-of-london")

        end(end=True, force="gwent")

        assert still_open() == {"city-of-london"}

    @pytest.mark.parametrize("times", [("2026-11-16T10:30", "2026-11-16T11:00"), MORNING[:1] * 2])
    def test_leaves_what_was_sent_at_another_time(self, times):
        sent("gwent")

        assert "0 links open no more." in end(*times, end=True)

    def test_leaves_what_waits_to_be_sent(self):
        queued(row())
        queue()

        assert "0 links" in end(end=True)

    def test_is_written_down_by_its_count(self):
        sent("gwent")
        end(end=True, force="gwent")

        event = AuditEvent.objects.get(kind="links.ended")

        assert event.details == {"links": 1, "force": "gwent"}

    @pytest.mark.parametrize(
        ("times", "options", "said"),
        [
            (("today", MORNING[1]), {}, "today is not a time"),
            (MORNING, {"force": "nowhere"}, "There is no force nowhere"),
        ],
    )
    def test_refuses_what_it_cannot_understand(self, times, options, said):
        with pytest.raises(CommandError, match=said):
            end(*times, **options)
