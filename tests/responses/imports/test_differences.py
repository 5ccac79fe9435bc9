import re
from dataclasses import replace

import pytest

from access.actor import Actor
from responses.case_files.columns import CaseRow
from responses.imports.actions import uploads
from responses.imports.merging.differences import MOST_KEYS, Differences
from responses.imports.merging.suspicions import Sign, UncertainLoadError
from responses.imports.selectors import previews
from responses.models import Case, HeldChange, Upload
from tests.conftest import NOW
from tests.responses.asked import NO_FLAGS, SAFE, TODAY, load, row
from tests.responses.case_files.examples import csv_text, record
from tests.responses.imports.uploading import checked, loaded, loader
from tests.responses.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SENSITIVE = NO_FLAGS | {"stalking": True}


@pytest.fixture
def by(data_loader) -> Actor:
    return loader(data_loader)


def told(*rows) -> list[tuple]:
    found = Differences()
    list(previews.preview(rows, into=found, today=TODAY, is_simulated=True))
    lines = found.as_dict(touched=0)["lines"]
    return [tuple(line[name] for name in ("column", "before", "after", "fate", "count"))
            for line in lines]  # fmt: skip


def amended(first, **changes) -> list[tuple]:
    load(first)
    return told(replace(first, **changes))


class TestADifference:
    def test_is_replaced_kept_or_held(self):
        first = row(flags=SENSITIVE, sex="female", outcome_codes=("18",))

        found = amended(first, flags=NO_FLAGS, sex="male", outcome_codes=())

        assert found == [
            ("flag_stalking", "yes", "no", "held", 1),
            ("outcome_codes", "18", "blank", "kept", 1),
            ("sex", "female", "male", "replaced", 1),
        ]

    def test_is_counted_over_cases_with_a_few_keys(self):
        rows = [row(sex="female") for _ in range(MOST_KEYS + 2)]
        load(*rows)
        found = Differences()

        changed = [replace(one, sex="male") for one in rows]
        list(previews.preview(changed, into=found, today=TODAY, is_simulated=True))

        [line] = found.as_dict(touched=7)["lines"]
        assert line["count"] == MOST_KEYS + 2
        assert line["keys"] == [one.case_key for one in rows[:MOST_KEYS]]

    @pytest.mark.parametrize(
        ("changes", "line"),
        [
            ({"contact_mobile": ""}, ("contact_mobile", "known", "blank", "replaced", 1)),
            ({"contact_mobile": "+447700900999"},
             ("contact_mobile", "known", "another", "held", 1)),
            ({"safe_contact_confirmed_on": TODAY}, ("safe_contact", "known", "another", "held", 1)),
        ],
    )  # fmt: skip
    def test_of_a_contact_has_no_number(self, changes, line):
        assert amended(row(flags=SENSITIVE, **SAFE), **changes) == [line]

    def test_of_a_new_case_is_looked_for_in_no_content(self, monkeypatch):
        monkeypatch.delattr(CaseRow, "content_hash")

        assert told(row()) == []

    def test_of_a_date_has_no_date(self):
        first = row(birth_year=1980)

        assert amended(first, birth_year=1981) == [
            ("birth_year", "known", "another", "replaced", 1)
        ]

    def test_of_an_unchanged_or_new_case_is_none(self):
        first = row()
        load(first)

        assert told(first, row()) == []

    @pytest.mark.safety
    def test_saf_9_is_noted_where_another_adviser_is_named(self):
        first, second = row(advocate_route="IDVA"), row(advocate_route="IDVA")
        load(first, second)
        found = Differences()

        changed = [replace(first, advocate_route="ISVA"), replace(second, advocate_route="")]
        list(previews.preview(changed, into=found, today=TODAY, is_simulated=True))

        assert found.signs[Sign.ADVISER_CHANGES] == 1

    @pytest.mark.safety
    def test_saf_13_tells_nothing_of_a_case_that_is_hidden_from_the_force(self):
        first = row(flags=SENSITIVE | {"police_suspect": True})

        assert amended(first, flags=NO_FLAGS) == []

    def test_is_what_the_load_then_does(self):
        first = row(flags=SENSITIVE, sex="female", **SAFE)
        load(first)
        later = replace(first, flags=NO_FLAGS, contact_mobile="+447700900999", sex="")
        found = Differences()
        list(previews.preview([later], into=found, today=TODAY, is_simulated=True))

        load(later, at=NOW)

        assert found.held == HeldChange.objects.count() == 2


class TestAFileThatWasRead:
    def file(self, by: Actor, **changes: str) -> Upload:
        rows = [record(case_key=f"K{n}", sex="female") for n in range(30)]
        loaded(csv_text(rows), by=by)
        return checked(csv_text([{**one, **changes} for one in rows]), by=by)

    @pytest.mark.slow
    def test_shows_what_it_says_otherwise(self, by, loader_client):
        upload = self.file(by, sex="male")

        page = Page(loader_client.get(f"/staff/case-files/{upload.pk}/"))

        assert "sex female male 30 Replaced K0, K1, K2, K3, K4" in page.text
        assert "Unusually much" not in page.text

    @pytest.mark.slow
    def test_that_changes_unusually_much_is_loaded_when_somebody_says_that_it_is_right(
        self, by, loader_client
    ):
        upload = self.file(by, offence_code="34B")
        here = f"/staff/case-files/{upload.pk}/"

        page = Page(loader_client.get(here))
        refused = Page(loader_client.post(f"{here}load/", follow=True))

        assert "Another crime group: 30 of 30 cases." in page.text
        assert "say that the file is right" in refused.text
        assert Upload.objects.get(pk=upload.pk).state == "checked"
        loader_client.post(f"{here}load/", {"certain": "yes"})
        assert Upload.objects.get(pk=upload.pk).state == "loading"

    @pytest.mark.slow
    def test_is_not_loaded_by_any_other_way(self, by):
        upload = self.file(by, offence_code="34B")

        with pytest.raises(UncertainLoadError):
            uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)

    @pytest.mark.slow
    def test_stands_beside_the_last_load(self, by, loader_client):
        rows = [record(case_key=f"K{n}", contact_mobile=f"0770090{n:04}") for n in range(100, 160)]
        loaded(csv_text(rows), by=by)
        fewer = [{**one, "case_key": f"L{one['case_key']}", "contact_mobile": ""} for one in rows]
        upload = checked(csv_text(fewer), by=by)

        page = Page(loader_client.get(f"/staff/case-files/{upload.pk}/"))

        assert re.search(r"Rows without a mobile number 0\.0.% 100\.0.% Look at this", page.text)
        assert "Rows read 60 60" in page.text

    @pytest.mark.slow
    def test_keeps_no_keys_when_it_is_done_with(self, by):
        upload = self.file(by, sex="male")
        uploads.discard_upload(upload_id=upload.pk, by=by, at=NOW)

        assert Upload.objects.get(pk=upload.pk).differences == {}

    @pytest.mark.slow
    def test_keeps_no_keys_when_it_is_loaded(self, by):
        rows = [record(case_key="K1", sex="female")]
        loaded(csv_text(rows), by=by)
        upload = loaded(csv_text([record(case_key="K1", sex="male")]), by=by)

        [line] = upload.differences["lines"]
        assert (line["count"], line["keys"]) == (1, [])
        assert Case.objects.get().sex == "male"
