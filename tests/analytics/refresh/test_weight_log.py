import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.management.commands import check_weights
from analytics.models import WeightRun
from analytics.refresh.selectors import weight_log
from analytics.refresh.selectors.weight_log import Outcome
from analytics.weighting.nonresponse_range import SilentShift
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3, Victim
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db


@shared_rows
def filled():
    make.load([
        *make.satisfied_and_not(30, 10, stage="ST1"),
        *make.satisfied_and_not(25, 5, stage="ST1", sex="male", crime_group="vehicle"),
        *(Victim(stage="ST1", sex="male") for _ in range(30)),
        *make.satisfied_and_not(15, 15, force=KENT, stage="ST1"),
    ])  # fmt: skip
    make.fill()


def printed() -> str:
    out = StringIO()
    call_command("check_weights", period=Q3, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("filled")
class TestTheLogOfWeights:
    @pytest.mark.slow
    def test_says_what_they_were_made_of_and_how_far_they_reach(self):
        run = WeightRun.objects.get(force_id=CITY)

        assert len(run.inputs_hash) == 64
        assert run.effective_base == pytest.approx(run.respondents / run.design_effect)
        assert run.least_factor < 1.5 < run.most_factor

    def test_says_how_far_raking_narrows_the_standard_error_of_each_item(self):
        city, kent = (WeightRun.objects.get(force_id=force) for force in (CITY, KENT))

        assert list(city.error_ratios) == ["Q-OVR-1"]
        assert 0.9 < city.error_ratios["Q-OVR-1"] < 1
        assert kent.error_ratios == {}, "thirty answers are too few to say"

    @pytest.mark.slow
    def test_gives_the_same_weights_of_the_same_data_again(self):
        assert {one.outcome for one in weight_log.reweigh(Q3).runs} == {Outcome.SAME}

    @pytest.mark.slow
    def test_knows_that_an_answer_has_come(self):
        make.load(make.satisfied_and_not(1, 0, stage="ST1"))

        outcomes = {one.force: one.outcome for one in weight_log.reweigh(Q3).runs}

        assert outcomes == {CITY: Outcome.MOVED, KENT: Outcome.SAME}

    def test_knows_that_nobody_is_left(self):
        make.withdraw_all()

        assert {one.outcome for one in weight_log.reweigh(Q3).runs} == {Outcome.MOVED}


@pytest.mark.usefixtures("filled")
class TestCheckWeights:
    @pytest.mark.slow
    def test_prints_the_log_and_the_frame_beside_the_nation(self):
        text = printed()

        assert f"{CITY}: 70 respondents for 100 events" in text
        assert "the same again" in text
        assert re.search(r"after raking, over those shown: 0\.99\d to 0\.99\d", text)
        assert "crime_group of 130 cases, recorded for 100%" in text
        assert "violence: 0.0% / " in text
        assert "FAR APART" in text

    @pytest.mark.slow
    def test_prints_whom_the_frame_holds_and_what_silence_could_do(self):
        make.load([
            *make.satisfied_and_not(8, 2, stage="ST3a", probability=None, on=date(2026, 7, 3)),
            *(Victim(stage="ST3a", decision="FATIGUE", is_invited=False) for _ in range(50)),
            *(Victim(stage="ST6", decision="PENDING", is_invited=False) for _ in range(12)),
        ])  # fmt: skip
        make.fill()

        text = printed()

        assert "ST3a: 29.7% of the frame, 11.8% of answers" in text
        assert "FATIGUE 50, INVITE 10" in text
        assert "not known of 10, who get the share asked" in text
        assert "ST4-ST6: 12 of 12 events wait; settled on –" in text
        assert "open [p]" in text
        assert re.search(r"Q-OVR-1: too few answered late .* -\d\.\d to \+\d\.\d", text)

    def test_says_what_it_would_be_if_the_silent_were_like_the_late(self):
        shift = SilentShift(as_late=-0.012, lower=-0.06, upper=0.05)

        assert check_weights._silence("Q-OVR-1", shift) == (
            "Q-OVR-1: if those who did not answer were like the late ones, -1.2 points; if they "
            "had odds of ∓.3 logits, -6.0 to +5.0"
        )

    @pytest.mark.slow
    def test_fails_where_the_same_data_give_other_weights(self):
        WeightRun.objects.filter(force_id=KENT).update(design_effect=9.0)

        with pytest.raises(CommandError, match=f"no longer give the same weights: {KENT}"):
            printed()
