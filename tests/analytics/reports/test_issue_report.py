from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from access.audit import AuditKind
from access.models import AuditEvent, Force
from analytics.reports import actions as reports_actions
from tests.analytics.make import CITY, Q3
from tests.analytics.reports import quarter
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db


@shared_rows
def two_quarters() -> None:
    quarter.load()


@pytest.fixture
def loaded(two_quarters, settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def issued() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind=AuditKind.REPORT_ISSUED))


class TestIssueReportCommand:
    @pytest.mark.slow
    def test_writes_the_file_it_is_told_to(self, loaded, capsys):
        target = loaded / "elsewhere" / "city.pdf"

        call_command("issue_report", force=CITY, period=Q3, out=target)

        assert target.read_bytes().startswith(b"%PDF-")
        assert str(target) in capsys.readouterr().out

    @pytest.mark.slow
    def test_keeps_reports_in_the_data_folder_by_force_quarter_and_language(self, loaded):
        call_command("issue_report", force=CITY, period=Q3, language="cy")

        assert [path.name for path in (loaded / "reports").iterdir()] == [
            "city-of-london-2026-Q3-cy.pdf"
        ]

    @pytest.mark.slow
    def test_says_in_the_audit_trail_what_went_out(self, loaded):
        call_command("issue_report", force=CITY, period=Q3)

        (event,) = issued()
        assert event.details["period"] == Q3
        assert event.details["language"] == "en"
        assert event.target == "access.Force city-of-london"

    def test_names_a_force_that_does_not_exist(self, loaded):
        with pytest.raises(CommandError, match="no force with the code atlantis"):
            call_command("issue_report", force="atlantis", period=Q3)

    def test_says_what_to_run_where_there_are_no_figures(self, loaded):
        with pytest.raises(CommandError, match="refill_figures"):
            call_command("issue_report", force=CITY, period="2019-Q1")

        assert issued() == []


class TestIssueReport:
    def issue(self, path: Path) -> None:
        reports_actions.issue_report(
            force=Force.objects.get(code=CITY),
            period=Q3,
            language="en",
            content=b"%PDF-new",
            path=path,
            by=TESTER,
            at=NOW,
        )

    def test_replaces_an_earlier_issue_whole(self, tmp_path):
        path = tmp_path / "report.pdf"
        path.write_bytes(b"%PDF-older and longer")

        self.issue(path)

        assert path.read_bytes() == b"%PDF-new"
        assert list(tmp_path.iterdir()) == [path]

    def test_leaves_no_trace_of_a_file_that_could_not_be_written(self, tmp_path):
        (tmp_path / "a-file").write_bytes(b"")

        with pytest.raises(OSError, match="a-file"):
            self.issue(tmp_path / "a-file" / "report.pdf")

        assert issued() == []
