import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent, Force
from access.selectors import viewer_for
from analytics.figures import actions as figures_actions
from analytics.figures.selectors.comparisons import Beside, Gap, ItemComparison
from analytics.models import PeerGroup
from analytics.stats import peers
from analytics.stats.peers import spreads_of_others
from analytics.stats.suppression import Published
from tests.analytics import make
from tests.analytics.figures import reading
from tests.analytics.make import CITY, KENT, Q3
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 8, 3)
HEADLINE = "Q-OVR-1"
SURREY, SUSSEX, HAMPSHIRE = "surrey", "sussex", "hampshire"
ALIKE = ("avon-and-somerset", "dorset", "essex", "norfolk", "suffolk", "wiltshire", "cumbria")
"""So many that one odd force says little of how forces differ as a rule."""


@pytest.fixture
def viewer(national_analyst):
    return viewer_for(national_analyst.pk)


def load_groups(groups: dict[str, list[str]], *, on: date = date(2026, 1, 1)) -> int:
    return figures_actions.load_peer_groups(
        groups=groups, valid_from=on, source="A list of 2026", by=TESTER, at=NOW
    )


@shared_rows
def filled():
    make.load(
        [
            *make.satisfied_and_not(30, 90, force=KENT),
            *make.satisfied_and_not(90, 30, force=SURREY),
            *make.satisfied_and_not(88, 32, force=SUSSEX),
            *make.satisfied_and_not(91, 29, force=HAMPSHIRE),
            *(
                victim
                for number, force in enumerate(ALIKE)
                for victim in make.satisfied_and_not(88 + number % 4, 32 - number % 4, force=force)
            ),
            *make.satisfied_and_not(20, 10, force=CITY),
            *make.satisfied_and_not(90, 30, force=KENT, on=LAST_YEAR),
        ]
    )
    make.fill(Q3, "2025-Q3")


def headline(viewer, force: str = KENT) -> ItemComparison:
    found = reading.comparison_for(viewer, force_code=force, period=Q3)
    return next(one for one in found.items if one.item == HEADLINE)


class TestComparisonFor:
    @pytest.mark.slow
    def test_holds_a_force_against_the_others_and_never_against_itself(self, viewer, filled):
        gap = headline(viewer).gaps[Beside.OTHERS]

        assert isinstance(gap, Gap)
        assert gap.other == pytest.approx(0.745, abs=0.01)
        assert gap.judged.difference.value == pytest.approx(0.25 - gap.other, abs=1e-9)

    def test_holds_a_force_against_its_region(self, viewer, filled):
        found = reading.comparison_for(viewer, force_code=KENT, period=Q3)

        assert {force.code for force in found.groups[Beside.REGION]} == {
            SURREY, SUSSEX, HAMPSHIRE, "thames-valley",
        }  # fmt: skip

    def test_takes_no_region_for_a_force_that_differs_little(self, viewer, filled, monkeypatch):
        areas: set[str] = set()

        def noted(items):
            areas.update(area for of_item in items.values() for area in of_item)
            return spreads_of_others(items)

        monkeypatch.setattr(peers, "spreads_of_others", noted)
        headline(viewer)

        assert areas == {KENT, SURREY, SUSSEX, HAMPSHIRE, *ALIKE}

    def test_holds_a_force_against_its_own_year_before(self, viewer, filled):
        gap = headline(viewer).gaps[Beside.YEAR_BEFORE]

        assert gap.other == pytest.approx(0.75)
        assert gap.judged.difference.value == pytest.approx(-0.5)
        assert gap.judged.is_clear

    def test_takes_the_list_of_the_quarter(self, viewer, filled):
        load_groups({KENT: [SURREY, SUSSEX]})
        load_groups({KENT: [HAMPSHIRE, SUSSEX]}, on=date(2026, 7, 1))

        found = reading.comparison_for(viewer, force_code=KENT, period=Q3)

        assert [force.code for force in found.groups[Beside.SIMILAR]] == [HAMPSHIRE, SUSSEX]
        assert found.source == "A list of 2026"

    def test_takes_the_nearest_without_a_list(self, viewer, filled):
        found = reading.comparison_for(viewer, force_code=KENT, period=Q3)

        assert len(found.groups[Beside.SIMILAR]) == 7
        assert found.source == ""

    def test_compares_nothing_under_an_effective_base_of_fifty(self, viewer, filled):
        own = headline(viewer, CITY)

        assert isinstance(own.share, Published)
        assert set(own.gaps.values()) == {None}

    def test_compares_nothing_with_a_group_of_one(self, viewer, filled):
        load_groups({KENT: [SURREY, "metropolitan"]})

        assert headline(viewer).gaps[Beside.SIMILAR] is None

    def test_has_each_share_as_it_would_be_with_the_nations_mix(self, viewer, filled):
        own = headline(viewer)

        assert own.standardised.share == pytest.approx(own.share.positive, abs=0.001)
        assert own.standardised.interval.contains(own.standardised.share)
        assert headline(viewer, CITY).standardised is None

    def test_of_a_force_out_of_reach_does_not_exist(self, force_analyst, filled):
        own = viewer_for(force_analyst.pk)

        with pytest.raises(Force.DoesNotExist):
            reading.comparison_for(own, force_code=KENT, period=Q3)


class TestSimilarGaps:
    def test_are_of_every_force_by_name(self, viewer, filled):
        found = reading.similar_gaps(viewer, item=HEADLINE, period=Q3)

        names = [one.force.name for one in found]
        assert names == sorted(names)
        assert len(found) == 5 + len(ALIKE)

    def test_are_of_her_own_force_alone_for_a_force_analyst(self, force_analyst, filled):
        found = reading.similar_gaps(viewer_for(force_analyst.pk), item=HEADLINE, period=Q3)

        assert [one.force.code for one in found] == [CITY]


class TestLoadPeerGroups:
    def test_keeps_what_was_true_before(self):
        load_groups({KENT: [SURREY]})
        load_groups({KENT: [SUSSEX]}, on=date(2026, 7, 1))

        rows = PeerGroup.objects.order_by("valid_from").values_list(
            "member_id", "valid_from", "valid_to"
        )
        assert list(rows) == [
            (SURREY, date(2026, 1, 1), date(2026, 7, 1)),
            (SUSSEX, date(2026, 7, 1), None),
        ]

    def test_twice_changes_nothing(self):
        assert [load_groups({KENT: [SURREY]}), load_groups({KENT: [SURREY]})] == [1, 1]

        assert PeerGroup.objects.count() == 1

    def test_leaves_groups_alone_that_it_does_not_name(self):
        load_groups({CITY: ["metropolitan"]})
        load_groups({KENT: [SURREY]})

        assert PeerGroup.objects.filter(valid_to__isnull=True).count() == 2

    def test_is_in_the_audit_trail(self):
        load_groups({KENT: [SURREY, SUSSEX]})

        event = AuditEvent.objects.get(kind="peer_groups.loaded")
        assert event.details == {"forces": 1, "members": 2}


class TestLoadPeerGroupsCommand:
    def run(self, path, *lines: str) -> str:
        path.write_text("\n".join(lines), encoding="utf-8")
        output = StringIO()
        call_command(
            "load_peer_groups", str(path), "--from", "2026-07-01", "--source", "x", stdout=output
        )
        return output.getvalue()

    def test_loads_a_file(self, tmp_path):
        said = self.run(tmp_path / "groups.csv", "force,member", "Kent Police,surrey")

        assert said.strip() == "1 force has a group now, with 1 members."

    def test_changes_nothing_for_a_file_with_faults(self, tmp_path):
        with pytest.raises(CommandError) as refused:
            self.run(tmp_path / "groups.csv", "force,member", "kent,surrey", "kent,mordor")

        assert "line 3: column member: no force is called “mordor”" in str(refused.value)
        assert refused.value.returncode == 2
        assert not PeerGroup.objects.exists()

    def test_says_so_where_there_is_no_file(self, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command(
                "load_peer_groups",
                str(tmp_path / "no.csv"),
                "--from",
                "2026-07-01",
                "--source",
                "x",
            )


class TestPages:
    @pytest.mark.slow
    def test_say_what_differs_clearly(self, national_client, filled):
        page = national_client.get(f"/staff/comparison/{KENT}/?period={Q3}&beside=others")

        content = page.content.decode()
        assert "differs clearly from “All other forces” on 1 of 1 questions: “" in content
        assert re.search(r"” \(−\d+ points, −\d+ to −\d+\)\.", content)
        assert "Kent Police less “All other forces”" in content

    @pytest.mark.parametrize("url", [f"/staff/comparison/{KENT}/", "/staff/disparities/"])
    def test_say_coverage_and_response(self, national_client, filled, url):
        content = national_client.get(url, {"period": Q3}).content.decode()

        assert "stages in scope could be asked about; 100\xa0% of those who were asked" in content

    def test_of_all_forces_name_who_differs_and_on_what(self, national_client, filled):
        page = national_client.get("/staff/comparison/", {"period": Q3, "item": "Q-OVR-1"})

        [lead] = re.findall(r'<p class="lead">(.*?)</p>', page.content.decode())
        assert lead.startswith("In 2026 Q3, ")
        assert "“Satisfied overall”" in lead
        assert re.search(r"(Kent Police \([−+]\d+ points|none differs clearly)", lead)

    def test_have_coverage_and_response_beside_each_force(self, national_client, filled):
        content = national_client.get("/staff/comparison/", {"period": Q3}).content.decode()

        heads = content[content.index("<thead>") : content.index("</thead>")]
        assert heads.index("Difference") < heads.index("Coverage") < heads.index("Response")
        assert content.count('<td class="is-number">100\xa0%</td>') >= 2 * 11

    def test_name_who_stands_in_the_groups(self, national_client, filled):
        content = national_client.get(f"/staff/comparison/{KENT}/").content.decode()

        assert "Surrey Police" in content
        assert "No list of most similar groups has been loaded" in content

    @pytest.mark.parametrize("beside", Beside)
    def test_open_beside_everything(self, national_client, filled, beside):
        url = f"/staff/comparison/{CITY}/?beside={beside}"

        assert national_client.get(url).status_code == 200

    def test_of_all_forces_keep_to_the_order_of_names(self, national_client, filled):
        content = national_client.get("/staff/comparison/?item=Q-OVR-1").content.decode()

        rows = content[content.index("<tbody>") :]
        places = [rows.index(name) for name in ("City of London", "Kent", "Surrey", "Wiltshire")]
        assert places == sorted(places)

    @pytest.mark.slow
    def test_have_no_way_to_sort_by_score(self, national_client, filled):
        for words in ("sort=share", "order=gap", "ordering=-share"):
            assert national_client.get(f"/staff/comparison/?{words}").status_code == 404

    def test_of_the_nation_lead_a_force_analyst_to_those_of_their_force(self, force_client):
        assert force_client.get("/staff/comparison/").url == f"/staff/comparison/{CITY}/"
        assert force_client.get(f"/staff/comparison/{KENT}/").status_code == 404
        assert force_client.get(f"/staff/comparison/{CITY}/").status_code == 200
