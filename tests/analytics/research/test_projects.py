import csv
import io
import zipfile
from collections import Counter
from datetime import timedelta
from xml.etree import ElementTree as ET

import pyreadstat
import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.models import AuditEvent, User
from access.permissions import Role
from analytics import tasks
from analytics.models import ResearchProject
from analytics.research import actions, presenters
from analytics.research.actions import ProjectPlan
from analytics.research.codebook import NAMESPACE
from analytics.research.protection import LEAST
from analytics.research.recoding import KEYS
from tests.access.administration.make import acting
from tests.analytics import make as rows
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.pages import Page

RESEARCH, YEAR = "/staff/research/", "2025-26"
TODAY = timezone.localdate(NOW)
DDI = {"d": NAMESPACE}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def year(monkeypatch):
    monkeypatch.setattr("analytics.research.selectors.may_be_given", lambda year, *, at: True)
    monkeypatch.setattr("analytics.research.selectors.years_to_give", lambda *, at: [YEAR])


@pytest.fixture
def answers(monkeypatch):
    victims = [
        *rows.satisfied_and_not(30, 30, force="kent", sex="female"),
        *rows.satisfied_and_not(20, 20, force="essex", sex="male"),
        *rows.satisfied_and_not(1, 0, force="kent", sex="male", stage="ST4"),
    ]
    rows.load(victims)

    def weighed(_year):
        from responses import extract

        return [(row, 1.3) for row in extract.answer_rows()]

    monkeypatch.setattr(actions, "weighed_answers", weighed)


def analyst(name: str) -> User:
    return _staff(Role.NATIONAL_ANALYST, None, prefix=f"{name}.")


def plan(**changes: object) -> ProjectPlan:
    given = {
        "title": "Being believed", "purpose": "Why some feel believed.",
        "researchers": ["Dr Ann Ash, University of Kent"],
        "variables": ["region", "sex", "Q-OVR-1"], "year": YEAR,
        "ends_on": TODAY + timedelta(days=90),
    }  # fmt: skip
    return ProjectPlan(**(given | changes))


def made(by: User, **changes: object) -> ResearchProject:
    project = actions.ask(plan=plan(**changes), by=acting(by), at=NOW)
    actions.make(number=project.pk, write=presenters.written_file, by=TESTER, at=NOW)
    project.refresh_from_db()
    return project


def checked(project: ResearchProject, *by: User) -> ResearchProject:
    for each in by:
        actions.check(project=project, by=acting(each), at=NOW)
    project.refresh_from_db()
    return project


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.usefixtures("answers")
class TestAFile:
    def test_holds_what_was_asked_for_and_nothing_else(self):
        content = parts(bytes(made(analyst("a")).file))["answers.csv"].decode()
        found = list(csv.DictReader(io.StringIO(content)))

        assert list(found[0]) == ["weight", "region", "sex", "Q-OVR-1"]
        assert "kent" not in content
        assert {row["weight"] for row in found} == {"1.41"}
        sizes = Counter((row["region"], row["sex"]) for row in found)
        assert min(sizes.values()) >= LEAST

    def test_leaves_out_who_is_like_nobody(self):
        report = made(analyst("a")).report

        assert (report["answers"], report["dropped"]) == (100, 1)

    def test_is_the_same_for_spss(self, tmp_path):
        found = parts(bytes(made(analyst("a")).file))
        (tmp_path / "a.sav").write_bytes(found["answers.sav"])
        frame, told = pyreadstat.read_sav(str(tmp_path / "a.sav"))

        assert len(frame) == 100
        assert told.variable_value_labels["sex"]["female"] == "Female"
        assert "Q_OVR_1" in told.column_names

    def test_has_a_codebook_of_ddi_2_5(self):
        root = ET.fromstring(parts(bytes(made(analyst("a")).file))["codebook.xml"])

        assert (root.tag, root.get("version")) == (f"{{{NAMESPACE}}}codeBook", "2.5")
        assert [child.tag.partition("}")[2] for child in root] == [
            "stdyDscr", "fileDscr", "dataDscr"
        ]  # fmt: skip
        study = root.find("d:stdyDscr", DDI)
        assert [child.tag.partition("}")[2] for child in study] == [
            "citation", "stdyInfo", "method", "dataAccs"
        ]  # fmt: skip
        assert root.findtext(".//d:titl", namespaces=DDI) == "SIMULATED: Being believed"
        named = [var.get("name") for var in root.findall(".//d:var", DDI)]
        assert named == ["weight", "region", "sex", "Q-OVR-1"]
        assert root.find(".//d:var[@name='weight']", DDI).get("wgt") == "wgt"
        for var in root.findall(".//d:var", DDI):
            order = [child.tag.partition("}")[2] for child in var]
            assert order == ["labl", *["catgry"] * (len(order) - 2), "varFormat"]
        assert root.findtext(".//d:caseQnty", namespaces=DDI) == "100"

    def test_of_too_few_is_refused_and_keeps_nothing(self, monkeypatch):
        monkeypatch.setattr(actions, "weighed_answers", lambda _year: [])

        project = made(analyst("a"))
        assert (project.state, bytes(project.file)) == ("refused", b"")

    def test_is_made_once(self):
        project = made(analyst("a"))
        before = bytes(project.file)
        actions.make(number=project.pk, write=lambda *_: b"other", by=TESTER, at=NOW)

        project.refresh_from_db()
        assert bytes(project.file) == before


@pytest.mark.usefixtures("answers")
class TestHandingOver:
    def test_takes_two_who_did_not_ask(self):
        first = analyst("a")
        project = made(first)
        with pytest.raises(OwnRequestError):
            actions.check(project=project, by=acting(first), at=NOW)
        second = analyst("b")
        checked(project, second)
        with pytest.raises(OwnRequestError):
            actions.check(project=project, by=acting(second), at=NOW)
        assert project.state == "checking"

        assert checked(project, analyst("c")).state == "ready"

    @pytest.mark.databases
    def test_is_refused_by_the_database_where_one_does_it_alone(self):
        first = analyst("a")
        project = made(first)
        for by in ({"first_by": first}, {"first_by": analyst("b"), "second_by": first}):
            with pytest.raises(IntegrityError, match="two_others"), atomic():
                ResearchProject.objects.filter(pk=project.pk).update(state="ready", **by)

    def test_is_of_who_asked_when_both_have_checked(self):
        first, second = analyst("a"), analyst("b")
        project = made(first)
        path = f"{RESEARCH}{project.pk}/file.zip"

        assert _client(first).get(path).status_code == 404
        assert _client(second).get(path).status_code == 200
        checked(project, second, analyst("c"))
        assert _client(first).get(path)["Content-Type"] == "application/zip"
        assert AuditEvent.objects.filter(kind="research.taken").count() == 2

    def test_ends_with_its_last_day(self, monkeypatch):
        first = analyst("a")
        project = checked(made(first), analyst("b"), analyst("c"))
        later = NOW + timedelta(days=91)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert _client(first).get(f"{RESEARCH}{project.pk}/file.zip").status_code in {302, 404}
        tasks.destroy_old_figures.call()

        project.refresh_from_db()
        assert (project.state, bytes(project.file)) == ("ended", b"")
        assert AuditEvent.objects.filter(kind="research.ended").exists()

    def test_ends_when_anybody_of_them_says_so(self):
        project = checked(made(analyst("a")), analyst("b"), analyst("c"))
        _client(analyst("d")).post(f"{RESEARCH}{project.pk}/end/")

        project.refresh_from_db()
        assert (project.state, bytes(project.file)) == ("ended", b"")
        with pytest.raises(RequestDecidedError):
            actions.check(project=project, by=acting(analyst("e")), at=NOW)

    @pytest.mark.databases
    def test_of_a_file_that_is_over_is_refused_by_the_database(self):
        project = made(analyst("a"))
        with pytest.raises(IntegrityError, match="over_has_no_file"):
            ResearchProject.objects.filter(pk=project.pk).update(state="ended", ended_at=NOW)


def atomic():
    from django.db import transaction

    return transaction.atomic()


class TestThePages:
    def ask(self, client: Client, **changes: object) -> Page:
        day = TODAY + timedelta(days=30)
        given = {
            "title": "Being believed", "purpose": "Why.", "researchers": "Ann Ash, Kent",
            "variables": ["sex", "Q-OVR-1"], "year": YEAR, "ends_on_day": day.day,
            "ends_on_month": day.month, "ends_on_year": day.year,
        }  # fmt: skip
        return Page(client.post(f"{RESEARCH}new/", given | changes, follow=True))

    def test_lead_from_asking_to_the_project(self, national_client):
        page = self.ask(national_client)

        assert "Then two others check it" in page.text
        assert "Ann Ash, Kent" in page.text
        assert "Being believed" in Page(national_client.get(RESEARCH)).text

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"researchers": "Ann"}, "Write each as name, institution"),
            ({"ends_on_year": 2031}, "Choose a day after today, within a year"),
            ({"variables": ["force"]}, "Error"),
            ({"variables": []}, "Say what they need"),
            ({"year": "2019-20"}, "Choose a year"),
        ],
    )
    def test_refuse_in_words(self, national_client, changes, said):
        assert said in self.ask(national_client, **changes).text
        assert not ResearchProject.objects.exists()

    def test_are_for_national_analysts(self, force_client, administrator_client, oversight_client):
        for client in (force_client, administrator_client, oversight_client):
            assert client.get(RESEARCH).status_code == 403

    def test_name_no_force_among_what_can_be_asked_for(self):
        assert not set(KEYS) & {"force", "local_area", "day", "crime_group", "response"}
