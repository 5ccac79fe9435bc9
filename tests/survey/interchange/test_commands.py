import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.audit import AuditKind
from access.models import AuditEvent
from survey.definition.parsing import parse_definition
from survey.definition.serialising import content_hash
from survey.interchange.workbooks.opening import read_file
from survey.interchange.xlsform.reading import read_form
from survey.models import InstrumentDraft
from survey.publishing import actions as publishing_actions
from tests.conftest import NOW, TESTER
from tests.survey.interchange import workbooks


def run(command, *arguments, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, str(error), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "helped.xlsx"
    path.write_bytes(workbooks.xlsx())
    return path


@pytest.fixture
def bad_form(tmp_path):
    path = tmp_path / "bad.xlsx"
    rows = [*workbooks.SURVEY, ["texts", "a", "A"], ["text", "b", "B <script>"]]
    path.write_bytes(workbooks.xlsx(survey=rows, choices=workbooks.CHOICES))
    return path


@pytest.mark.django_db
class TestImport:
    @pytest.mark.slow
    def test_saves_a_draft_and_says_what_it_holds(self, form):
        code, out, _ = run("import_instrument", form)

        assert (code, out.splitlines()) == (
            0,
            [
                "helped version 1",
                "Questions: 2",
                "Sections: 0",
                "Conditions: 0",
                "Languages: en",
                "Saved as a draft.",
            ],
        )
        draft = InstrumentDraft.objects.get(code="helped")
        assert [each["code"] for each in draft.definition["questions"]] == ["helped", "thanks"]

    @pytest.mark.slow
    def test_is_in_the_audit_trail_under_who_did_it(self, form, designer):
        run("import_instrument", form, by=designer.email)

        assert InstrumentDraft.objects.get().saved_by == designer.name
        event = AuditEvent.objects.get(kind=AuditKind.INSTRUMENT_DRAFT_SAVED)
        assert event.actor_name == designer.name

    @pytest.mark.slow
    def test_takes_a_code_of_its_own(self, form):
        run("import_instrument", form, code="pilot")

        assert InstrumentDraft.objects.get().code == "pilot"

    def test_saves_nothing_when_dry(self, form):
        code, out, _ = run("import_instrument", form, dry_run=True)

        assert (code, out.splitlines()[-1]) == (0, "Dry run: nothing was saved.")
        assert not InstrumentDraft.objects.exists()

    @pytest.mark.slow
    def test_says_what_it_left_out(self, tmp_path):
        path = tmp_path / "helped.xlsx"
        choices = [*workbooks.CHOICES, ["spare", "a", "A"]]
        path.write_bytes(workbooks.xlsx(survey=workbooks.SURVEY, choices=choices))

        code, message, _ = run("import_instrument", path)

        assert code == 0
        assert "column list_name: No question uses the list of choices “spare”" in message
        assert "Note: sheet choices, row " in message

    @pytest.mark.slow
    def test_lists_every_fault_with_its_place_and_saves_nothing(self, bad_form):
        code, message, err = run("import_instrument", bad_form)

        assert (code, message) == (2, "Refused: nothing was imported.")
        assert err.splitlines() == [
            "sheet survey, row 4, column type: “texts” is not a type of question.",
            "sheet survey, row 5, column label: The text has markup other than <strong>.",
        ]
        assert not InstrumentDraft.objects.exists()

    def test_is_for_designers(self, form, data_loader):
        code, message, _ = run("import_instrument", form, by=data_loader.email)

        assert (code, message) == (1, f"{data_loader.email} is no survey designer here.")
        assert not InstrumentDraft.objects.exists()

    @pytest.mark.slow
    def test_of_what_was_exported_is_the_same_instrument(self, tmp_path):
        path = tmp_path / "core.xlsx"
        run("export_instrument", "short-core", output=path)

        run("import_instrument", path)

        draft = InstrumentDraft.objects.get(code="short-core")
        assert draft.content_hash == content_hash(read_form(read_file(path)))
        assert parse_definition(draft.definition).revision == 0


@pytest.mark.django_db
class TestExport:
    @pytest.mark.slow
    def test_writes_the_published_version(self, tmp_path):
        path = tmp_path / "core.xlsx"

        code, out, _ = run("export_instrument", "short-core", output=path)

        assert (code, out) == (0, f"Written: {path}\n")
        assert read_form(read_file(path)).code == "short-core"

    def test_writes_a_schema_of_its_answers(self, tmp_path):
        path = tmp_path / "core.json"

        run("export_instrument", "short-core", format="jsonschema", output=path)

        schema = json.loads(path.read_text(encoding="utf-8"))
        assert "Q-OVR-1" in schema["properties"]
        assert "questions" in schema["$defs"]["instrument"]["properties"]

    @pytest.mark.slow
    def test_writes_a_draft_where_nothing_is_published(self, form, tmp_path):
        run("import_instrument", form)

        run("export_instrument", "helped", output=tmp_path / "again.xlsx")

        assert read_form(read_file(tmp_path / "again.xlsx")).code == "helped"

    def test_says_that_there_is_none(self):
        code, message, _ = run("export_instrument", "gone")

        assert (code, message) == (1, "There is no instrument gone, or not in this version.")

    @pytest.mark.slow
    def test_says_what_cannot_be_written(self, tmp_path):
        code, message, _ = run("export_instrument", "short-core", output=tmp_path)

        assert (code, message) == (1, f"{tmp_path} cannot be written.")

    @pytest.mark.slow
    def test_refuses_what_a_form_cannot_carry(self, form, tmp_path):
        run("import_instrument", form)
        written = InstrumentDraft.objects.get().definition
        written["questions"][0]["appearance"] = "signature"
        publishing_actions.save_draft(raw=written, by=TESTER, at=NOW)

        code, message, err = run("export_instrument", "helped", output=tmp_path / "a.xlsx")

        assert (code, message) == (1, "Refused: nothing was written.")
        assert "“helped” cannot be carried by an XLSForm: appearance." in err
        assert not (tmp_path / "a.xlsx").exists()
