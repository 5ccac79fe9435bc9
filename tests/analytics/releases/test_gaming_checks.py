from analytics.releases import gaming_checks
from analytics.releases.gaming_checks import GamingCheck
from analytics.weighting.response_rates import ScopeCounts


def counts(in_scope=1_000, *, excluded=100, unreached=200, invited=600, undelivered=60):
    return {
        "recorded": in_scope,
        "NOSAFE": excluded,
        "NOCONTACTDATA": unreached,
        "invited": invited,
        "undeliverable": undelivered,
    }


def scope_of(found):
    left = found["recorded"] - found["NOSAFE"] - found["NOCONTACTDATA"]
    return ScopeCounts(in_scope=found["recorded"], contactable=left)


def alike(number):
    return {f"force {at}": counts(excluded=95 + at, unreached=195 + at) for at in range(number)}


class TestApart:
    def test_is_empty_if_all_forces_are_equal(self):
        found = gaming_checks.outlying_forces(alike(10), scope_of)

        assert set(found) == set(GamingCheck)
        assert all(not each.above and not each.below for each in found.values())

    def test_names_who_leaves_out_many(self):
        found = gaming_checks.outlying_forces({**alike(10), "odd": counts(excluded=500)}, scope_of)

        assert found[GamingCheck.EXCLUDED].above == ("odd",)
        assert found[GamingCheck.UNDELIVERED].above == ()

    def test_names_who_can_reach_nearly_everybody(self):
        found = gaming_checks.outlying_forces({**alike(10), "odd": counts(unreached=5)}, scope_of)

        assert found[GamingCheck.UNREACHED].below == ("odd",)

    def test_takes_no_exclusion_for_a_missing_number(self):
        found = gaming_checks.outlying_forces({"one": counts(excluded=100, unreached=90)}, scope_of)

        assert found[GamingCheck.UNREACHED].share == 0.1
        assert found[GamingCheck.EXCLUDED].share == 0.1
        assert found[GamingCheck.UNDELIVERED].share == 0.1

    def test_counts_nobody_where_every_invitation_arrived(self):
        arrived = {step: number for step, number in counts().items() if step != "undeliverable"}

        found = gaming_checks.outlying_forces({"one": arrived}, scope_of)

        assert found[GamingCheck.UNDELIVERED].share == 0.0

    def test_judges_nobody_by_fewer_than_fifty(self):
        few = counts(in_scope=40, excluded=30, unreached=5, invited=5, undelivered=0)

        assert gaming_checks.outlying_forces({"one": few}, scope_of) == {}
