import csv
import hashlib
import io
import json
import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from access.models import AuditEvent, Membership, User
from access.permissions import Role
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.groups import SmallGroup
from analytics.figures.presenters import representativeness
from analytics.models import Release, ReleaseFile, WeightRun
from tests.analytics import make
from tests.analytics.make import KENT, Q3, Victim
from tests.conftest import _staff
from tests.sharing import rows_over, shared_rows

pytestmark = pytest.mark.django_db


@shared_rows
def filled() -> User:
    make.load(
        [
            *make.satisfied_and_not(90, 60),
            *make.satisfied_and_not(4, 3, crime_group="robbery"),
            *make.satisfied_and_not(40, 41, force=KENT),
            *make.satisfied_and_not(20, 20, force=KENT, crime_group="robbery"),
            *make.silent(60),
            *make.silent(60, crime_group="robbery"),
            *make.silent(60, force=KENT),
        ]
    )
    make.fill()
    return _staff(Role.NATIONAL_ANALYST, None)


@rows_over(filled)
def written(analyst: User) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        call_command("publish_release", period=Q3, by=analyst.email, out=Path(folder))
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


@pytest.fixture
def release(written) -> Release:
    return Release.objects.get()


@pytest.fixture
def national_analyst(db) -> User:
    return User.objects.get(email="national_analyst@example.org")


@pytest.fixture
def publish(national_analyst, tmp_path):
    def run(**options):
        call_command(
            "publish_release",
            **{"period": Q3, "by": national_analyst.email, "out": tmp_path, **options},
        )
        return Release.objects.latest("version")

    return run


@pytest.fixture
def approver(designer):
    Membership.objects.filter(user=designer).update(role=Role.NATIONAL_ANALYST)
    return designer


def rows(release, name="figures.csv") -> list[dict]:
    return list(csv.DictReader(io.StringIO(release.files.get(name=name).content)))


def line(release, **wanted) -> dict:
    (found,) = [
        row
        for row in rows(release)
        if all(row[name] == value for name, value in ({"item": "Q-OVR-1"} | wanted).items())
    ]
    return found


def is_hidden(release, **wanted) -> bool:
    known = {name: value for name, value in wanted.items() if name != "level"}
    told = [row for row in rows(release, "unpublished.csv") if row["item"] == "Q-OVR-1"]
    if any(all(row[name] == value for name, value in known.items()) for row in told):
        return True
    return line(release, **wanted)["base"] == "[c]"


ALIKE = ("durham", "essex", "surrey", "dorset", "norfolk", "gwent", "sussex", "cumbria", "suffolk")


def excluded(number, *, force):
    return [Victim(force=force, decision="NOSAFE") for _ in range(number)]


class TestPublishRelease:
    def test_freezes_rounded_figures(self, release):
        nation = line(release, area="nation", dimension="all", period=Q3)
        assert [nation[name] for name in ("base", "positive", "neutral", "mark")] == [
            "280", "56", "0", ""
        ]  # fmt: skip
        assert nation["area_type"] == "nation"
        assert nation["stamp"] == "SIMULATED"

    def test_is_of_the_nation_alone_by_quarter(self, release):
        assert {row["area"] for row in rows(release)} == {"nation"}

    def test_writes_its_files_and_keeps_them_byte_for_byte(self, release, written):
        for file in release.files.all():
            assert written[file.name] == file.body
            assert hashlib.sha256(written[file.name]).hexdigest() == file.sha256
        names = set(release.files.values_list("name", flat=True))
        assert {"figures.csv", "response.csv", "csv-metadata.json"} < names

    def test_describes_every_column(self, release):
        described = json.loads(release.files.get(name="csv-metadata.json").content)
        for table in described["tables"]:
            columns = [column["name"] for column in table["tableSchema"]["columns"]]
            assert columns == list(rows(release, table["url"])[0])

    def test_comes_with_its_quality_report_in_both_languages(self, release):
        english = release.files.get(name="quality-report-en.md").content
        welsh = release.files.get(name="quality-report-cy.md").content
        assert "What this cannot tell you" in english
        assert "SIMULATED" in english
        assert "What this cannot tell you" not in welsh

    def test_does_not_say_of_few_forces_how_wide_its_intervals_are(self, release):
        assert WeightRun.objects.filter(period=Q3).exclude(error_ratios={}).exists()
        assert release.quality["error_ratio"] is None
        report = release.files.get(name="quality-report-en.md").content
        assert "times the one they imply" not in report

    def test_says_of_many_forces_how_wide_its_intervals_are(self):
        told = list(representativeness.release_quality_sentences({"error_ratio": 0.95}, {}))

        assert "is 0.95 times the one they imply" in told[0]

    def test_says_how_people_were_asked_and_what_the_crime_survey_found(self, release):
        english = release.files.get(name="quality-report-en.md").content
        assert "All these answers were given on the web" in english
        assert "the telephone stood 13.6 points above the web" in english
        nation = line(release, area="nation", dimension="all", period=Q3)
        assert f"Here {nation['positive']}\xa0% were satisfied overall" in english
        assert "51\xa0% of those whose incident the police came to know" in english

    def test_is_in_the_audit_trail(self, release, national_analyst):
        event = AuditEvent.objects.get(kind="release.published")
        assert event.actor_user == national_analyst
        assert event.details["version"] == 1

    @pytest.mark.slow
    def test_is_replaced_only_with_a_reason_and_by_two_people(self, release, publish, approver):
        with pytest.raises(CommandError, match="say why"):
            publish()
        why = "Cases of one force had been loaded twice."
        with pytest.raises(CommandError, match="two people"):
            publish(revise=why)
        revised = publish(revise=why, approved_by=approver.email)

        assert (revised.version, Release.objects.count()) == (2, 2)
        assert "replaces version 1" in revised.files.get(name="quality-report-en.md").content

    @pytest.mark.slow
    def test_is_not_replaced_where_the_change_would_tell_of_few(self, release, publish, approver):
        make.load(make.satisfied_and_not(10, 9))
        make.fill()

        with pytest.raises(CommandError, match="few people's answers"):
            publish(revise="Nineteen came late.", approved_by=approver.email)

    @pytest.mark.databases
    def test_is_kept_by_the_database_as_one_version_each(self, release):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(revision_note="Rewritten.")

    @pytest.mark.slow
    def test_hides_what_is_small_and_what_would_give_it_away(self, filled, publish):
        make.load(make.satisfied_and_not(12, 11, crime_group="fraud"))
        make.fill()

        release = publish()

        told = {row["dimension"] for row in rows(release) if row["item"] == "Q-OVR-1"}
        assert "crime_group" not in told
        (hidden,) = [
            row
            for row in rows(release, "unpublished.csv")
            if (row["dimension"], row["item"]) == ("crime_group", "Q-OVR-1")
        ]
        assert (hidden["mark"], hidden["lines"]) == ("[c]", "18")
        assert hidden["why_words"] == "too few people answered, or to protect another group"

    @pytest.mark.slow
    def test_ends_the_year_in_march_and_has_its_forces(self, filled, publish):
        days = (date(2026, 2, 2), date(2025, 11, 3), date(2025, 8, 4), date(2025, 5, 5))
        for day in days:
            make.load([*make.satisfied_and_not(90, 60, on=day), *make.silent(60, on=day)])
            make.load([*make.satisfied_and_not(60, 60, on=day, force=KENT)])
        make.fill("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")

        release = publish(period="2026-Q1")

        kent = line(release, area="kent", dimension="all", period="year to 2026-Q1")
        assert (kent["base"], kent["positive"], kent["area_type"]) == ("480", "50", "force")

    @pytest.mark.slow
    def test_says_of_whom_it_publishes_nothing_and_whose_weights_differ(self, filled, publish):
        WeightRun.objects.filter(force_id=KENT).update(design_effect=1.31)
        WeightRun.objects.filter(force_id=make.CITY).update(design_effect=1.52)

        release = publish()

        assert release.quality["withheld"] == [KENT]
        assert release.quality["uneven"] == {make.CITY: 1.52}
        english = release.files.get(name="quality-report-en.md").content
        assert "fewer than 100 people of equal weight: Kent" in english
        assert re.search(r"design effect above 1\.5, in: City of London\D*\(1\.52\)", english)

    @pytest.mark.slow
    def test_names_forces_that_leave_out_more_than_others(self, filled, publish):
        for number, force in enumerate(ALIKE):
            make.load([*make.silent(100, force=force), *excluded(10 + number % 3, force=force)])
        make.load([*excluded(24, force=make.CITY), *excluded(20, force=KENT)])
        make.load([*make.silent(60, force="cheshire"), *excluded(60, force="cheshire")])
        make.fill()

        release = publish()

        assert release.quality["apart"]["excluded"]["above"] == ["cheshire"]
        english = release.files.get(name="quality-report-en.md").content
        assert re.search(r"a rule left out \d+\s%\. Above the limits: Cheshire", english)
        assert "had no number or address to be used. No force is outside" in english

    @pytest.mark.slow
    def test_is_not_replaced_where_few_moved_whom_nobody_sees(self, filled, publish, approver):
        make.load(make.satisfied_and_not(12, 11, crime_group="fraud"))
        make.fill()
        place = {"area": "nation", "dimension": "crime_group", "level": "fraud", "period": Q3}
        assert is_hidden(publish(), **place)
        make.load(make.satisfied_and_not(20, 20))
        make.load(make.satisfied_and_not(10, 10, crime_group="fraud"))
        make.fill()

        with pytest.raises(CommandError, match=r"few people's answers.*crime_group nation fraud"):
            publish(revise="Sixty came late.", approved_by=approver.email)

    @pytest.mark.slow
    def test_goes_on_hiding_what_the_version_before_hid(self, filled, publish, approver):
        make.load(make.satisfied_and_not(12, 11, crime_group="fraud"))
        make.fill()
        publish()
        make.load(make.satisfied_and_not(30, 30, crime_group="fraud"))
        make.fill()

        revised = publish(revise="Sixty came late.", approved_by=approver.email)

        for level in ("fraud", "robbery"):
            place = {"area": "nation", "dimension": "crime_group", "level": level, "period": Q3}
            assert is_hidden(revised, **place)

    def test_has_nothing_to_revise_before_it_is_published(self, filled, publish):
        with pytest.raises(CommandError, match="no version yet"):
            publish(revise="For no reason.")

    def test_is_for_national_analysts(self, filled, force_analyst, tmp_path):
        with pytest.raises(CommandError, match="no national analyst"):
            call_command("publish_release", period=Q3, by=force_analyst.email, out=tmp_path)

    def test_cannot_be_approved_by_who_publishes_it(self, filled, publish, national_analyst):
        with pytest.raises(CommandError, match="what they do themselves"):
            publish(approved_by=national_analyst.email)

    def test_waits_for_the_quarter_to_end(self, national_analyst, filled):
        with pytest.raises(CommandError, match="has no figures"):
            call_command("publish_release", period="2099-Q4", by=national_analyst.email)

    def test_is_refused_where_a_small_group_would_be_known(self, filled, publish, monkeypatch):
        monkeypatch.setattr(gate.FiguresGate, "narrowed", _something)

        with pytest.raises(CommandError, match="small groups answered would be known"):
            publish()
        assert not Release.objects.exists()


def _something(of, _marks):
    return [SmallGroup(table, ((0, 0),)) for table in of.item.by_dimension][:1]


QUARTERS = {
    "2025-Q2": date(2025, 5, 5),
    "2025-Q3": date(2025, 8, 4),
    "2025-Q4": date(2025, 11, 3),
    "2026-Q1": date(2026, 2, 2),
}


@rows_over(filled)
def a_year(_analyst: User) -> None:
    for period, day in QUARTERS.items():
        make.load([
            *make.satisfied_and_not(90, 60, on=day),
            *make.satisfied_and_not(60, 60, on=day, crime_group="fraud"),
            *make.silent(60, on=day),
        ])  # fmt: skip
        robbed = 10 if period == "2026-Q1" else 40
        make.load(make.satisfied_and_not(robbed, robbed, on=day, crime_group="robbery"))
    make.fill(*QUARTERS)


class TestTheReleaseOfAYear:
    @pytest.mark.slow
    def test_shows_of_the_nation_no_more_than_its_quarters(self, publish, a_year):
        release = publish(period="2026-Q1")

        robbed = {"area": "nation", "dimension": "crime_group", "level": "robbery"}
        assert is_hidden(release, **robbed, period="2026-Q1")
        assert is_hidden(release, **robbed, period="year to 2026-Q1")
        assert line(release, area="nation", dimension="all", period="year to 2026-Q1")["base"]

    @pytest.mark.slow
    def test_is_refused_where_a_quarter_has_moved_since_its_own(self, publish, a_year):
        publish(period="2025-Q3")
        make.load(make.satisfied_and_not(10, 10, on=QUARTERS["2025-Q3"]))
        make.fill(*QUARTERS)

        with pytest.raises(CommandError, match="few people's answers"):
            publish(period="2026-Q1")

    @pytest.mark.slow
    def test_is_held_against_a_quarter_that_is_released_after_it(self, publish, a_year):
        publish(period="2026-Q1")
        make.load(make.satisfied_and_not(10, 10, on=QUARTERS["2025-Q3"]))
        make.fill(*QUARTERS)

        with pytest.raises(CommandError, match="few people's answers"):
            publish(period="2025-Q3")


class TestReleasePages:
    def test_list_what_went_out(self, release, national_client):
        page = national_client.get("/staff/releases/").content.decode()

        assert f"/staff/releases/{Q3}/1/" in page
        assert "SIMULATED" in page

    def test_show_the_quality_report_and_the_files(self, release, national_client):
        page = national_client.get(f"/staff/releases/{Q3}/1/").content.decode()

        assert "What this cannot tell you" in page
        assert f"/staff/releases/{Q3}/1/figures.csv" in page

    @pytest.mark.parametrize("address", ["/staff/releases/", "/api/v1/releases/"])
    def test_give_each_file_as_it_went_out(self, release, national_client, address):
        for file in release.files.all():
            served = national_client.get(f"{address}{Q3}/1/{file.name}")
            assert served.content == file.body

    def test_are_listed_for_systems(self, release, national_client):
        (listed,) = national_client.get("/api/v1/releases/").json()["releases"]
        assert (listed["period"], listed["version"], listed["stamp"]) == (Q3, 1, "SIMULATED")
        assert {file["name"] for file in listed["files"]} == set(
            ReleaseFile.objects.values_list("name", flat=True)
        )

    def test_of_another_version_do_not_exist(self, release, national_client):
        assert national_client.get(f"/staff/releases/{Q3}/2/").status_code == 404
        assert national_client.get(f"/staff/releases/{Q3}/1/known").status_code == 404
        assert national_client.get(f"/api/v1/releases/{Q3}/1/known").status_code == 404

    @pytest.mark.parametrize(
        "url", ["/staff/releases/", f"/staff/releases/{Q3}/1/", "/api/v1/releases/"]
    )
    def test_are_closed_to_a_force_analyst(self, force_client, url):
        assert force_client.get(url).status_code == 403
