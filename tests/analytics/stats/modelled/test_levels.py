import numpy as np
import pytest
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

from analytics.stats.modelled import known, levels
from tests.analytics.stats.modelled.worlds import as_shown, quarters_of, shown_of, world


def errors(made, fitted, where):
    return np.sqrt(np.mean(np.square(fitted.share - made.truth[-1])[where]))


FEW = ((1, 9), (10, 29))


def by_base(made_and_fitted):
    errors = {few: ([], []) for few in FEW}
    for made, fitted in made_and_fitted:
        people, truth = made.people[-1], made.truth[-1]
        direct = known.shares_of(made.sums()[-1])
        for (least, most), found in errors.items():
            at = (people >= least) & (people <= most)
            for share, into in zip((direct, fitted.share), found, strict=True):
                into.extend((share - truth)[at].tolist())
    return {
        few: [float(np.sqrt(np.mean(np.square(each)))) for each in found]
        for few, found in errors.items()
    }


def drawn(nations, **world_of):
    for seed in range(nations):
        made = world(seed, **world_of)
        yield made, levels.fit(as_shown(made)[0])


class TestWhereFewAnswered:
    @pytest.mark.slow
    def test_a_force_at_a_level_is_modelled_nearer_to_the_truth_than_it_was_counted(self):
        found = by_base(drawn(3))

        assert all(modelled < 0.6 * direct for direct, modelled in found.values())
        (direct, modelled), _ = found.values()
        assert modelled < 0.35 * direct

    @pytest.mark.slow
    def test_a_force_is_drawn_nearer_to_the_truth_than_it_was_counted(self):
        found = by_base(drawn(20, levels=1, answers=600))

        assert all(shrunken < 0.6 * direct for direct, shrunken in found.values())
        (direct, shrunken), _ = found.values()
        assert shrunken < 0.4 * direct


class TestAForceAtALevel:
    @pytest.mark.slow
    def test_is_nearer_to_the_truth_than_its_few_answers_are(self):
        made = world(1)
        quarters, _shown = as_shown(made)
        people, direct = made.people[-1], known.shares_of(made.sums()[-1])

        fitted = levels.fit(quarters)

        for few in ((people > 0) & (people < 10), (people >= 10) & (people < 30), people >= 30):
            by_itself = np.sqrt(np.mean(np.square(direct - made.truth[-1])[few]))
            assert errors(made, fitted, few) < 0.7 * by_itself

    @pytest.mark.slow
    @pytest.mark.parametrize(("habit", "least", "most"), [(0.25, 0.93, 0.98), (0.0, 0.95, 1.0)])
    def test_is_covered_by_its_interval(self, habit, least, most):
        covered = []
        for seed in range(5):
            made = world(seed, habit=habit, passing=habit / 2)
            fitted = levels.fit(as_shown(made)[0])
            inside = (fitted.lower <= made.truth[-1]) & (made.truth[-1] <= fitted.upper)
            covered += inside[made.people[-1] > 0].tolist()

        assert least <= np.mean(covered) <= most

    @pytest.mark.slow
    def test_is_near_a_full_mixed_model_where_everything_is_shown(self):
        made = world(3, forces=20, levels=3, quarters=1, answers=3_000, design_effect=1.0001)
        made = world(3, forces=20, levels=3, quarters=1, answers=3_000)
        sums = made.sums()
        force, level = made.place[:, 1], made.place[:, 2]

        fitted = levels.fit(quarters_of(sums, [made.people[0] > 0]))
        at = force * 3 + level
        fixed, random = np.eye(3)[level], np.hstack([np.eye(20)[force], np.eye(60)[at]])
        full = BinomialBayesMixedGLM(
            made.is_positive.astype(float), fixed, random, np.repeat([0, 1], [20, 60]), vcp_p=0.5
        ).fit_vb()  # fmt: skip

        logit = full.fe_mean + full.vc_mean[:20, None] + full.vc_mean[20:].reshape(20, 3)
        apart = np.abs(fitted.share - levels.expit(logit))
        assert np.median(apart) < 0.02
        assert apart.max() < 0.08


class TestAForce:
    def test_is_drawn_the_further_the_fewer_answered(self):
        sums = np.zeros((1, 12, 1, known.SUMS))
        people = np.array([12.0, *[400.0] * 10, 12.0])
        share = np.array([0.2, *np.linspace(0.4, 0.6, 10), 0.8])
        sums[0, :, 0, :3] = people[:, None]
        sums[0, :, 0, 3] = people * share

        fitted = levels.fit(quarters_of(sums, [people[:, None] > 0])).share[:, 0]

        assert 0.35 < fitted[0] < 0.5 < fitted[-1] < 0.65
        assert fitted[1:-1] == pytest.approx(share[1:-1], abs=0.02)

    @pytest.mark.slow
    def test_is_covered_by_its_interval(self):
        covered = []
        for seed in range(12):
            made = world(seed, levels=1, answers=3_000)
            fitted = levels.fit(as_shown(made)[0])
            covered += (
                (fitted.lower <= made.truth[-1]) & (made.truth[-1] <= fitted.upper)
            ).tolist()

        assert 0.93 <= np.mean(covered) <= 0.985


class TestHiddenAnswers:
    def test_are_known_by_what_the_nation_leaves_of_their_level_alone(self):
        made = world(4, forces=12, levels=4, quarters=2, answers=900)
        sums = made.sums()
        shown = [shown_of(people) for people in made.people]
        (level,) = np.flatnonzero((~shown[-1] & (made.people[-1] > 0)).sum(axis=0) > 1)[:1]
        one, other = np.flatnonzero(~shown[-1][:, level] & (made.people[-1][:, level] > 0))[:2]
        swapped = sums.copy()
        left = swapped[-1, one, level, known.POSITIVE].copy()
        swapped[-1, one, level, known.POSITIVE] = 0.0
        swapped[-1, other, level, known.POSITIVE] += left

        before, after = (levels.fit(quarters_of(each, shown)) for each in (sums, swapped))

        assert left.any()
        assert after.share == pytest.approx(before.share, abs=1e-9)
        assert after.error == pytest.approx(before.error, abs=1e-9)

    @pytest.mark.slow
    def test_move_no_variance(self):
        made = world(4, forces=12, levels=4, quarters=2, answers=900)
        sums, shown = made.sums(), [shown_of(people) for people in made.people]
        otherwise = np.where(np.stack(shown)[..., None], sums, sums * 0.5)

        before, after = (levels.fit(quarters_of(each, shown)) for each in (sums, otherwise))

        assert after.sigma == pytest.approx(before.sigma)
        assert not np.allclose(after.share, before.share, atol=1e-6)


class TestNotKnowingTheVariances:
    @pytest.mark.slow
    def test_adds_the_squared_slope_of_each_logit_over_them(self):
        fitted = levels.fit(as_shown(world(1))[0])
        table, effects, sigma = fitted.table, fitted.effects, fitted.sigma
        alone = np.eye(len(sigma))

        for at in levels._free_places(sigma):
            refits = [
                levels.logits(table, levels.solve(table, effects, scaled).effects)[-1]
                for scaled in (levels._scaled(sigma, at, by) for by in (-0.01, 0.0, 0.01))
            ]
            slope = np.gradient(np.stack(refits), 0.01, axis=0)[1]
            found = levels._variance_uncertainty(table, effects, sigma, alone[at])
            assert np.allclose(found, slope**2, rtol=0.2, atol=1e-4)
