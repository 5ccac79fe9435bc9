import cProfile, pstats, time
import pytest
from django.conf import settings
from config import worker as config_worker
from responses.eligibility.sampling import shipped_plan
from responses.eligibility.selectors import case_histories
from responses.invitations import providers
from responses.models import *
from analytics.models import *
from analytics.refresh.actions import refill
from tests.sealed.loop import Loop, Postbox
from tests.sealed.nations import FOLDER, read_nation
from collections import Counter
from tests.conftest import TESTER
import os

@pytest.mark.django_db
def test_it(tmp_path, monkeypatch):
    postbox = Postbox()
    monkeypatch.setattr(providers, "chosen_providers", lambda **_g: [postbox])
    monkeypatch.setattr(case_histories, "sampling_plan", shipped_plan)
    loop = Loop(read_nation(FOLDER / os.environ.get("NATION","sample.toml")), folder=tmp_path, postbox=postbox)
    t=time.process_time()
    pr=cProfile.Profile(); 
    if os.environ.get("PROF"): pr.enable()
    tr=0
    for at in loop.weeks():
        a=time.process_time()
        refill.refill_cells(periods=["2027-Q1"], by=TESTER, at=at, is_gated=False)
        tr+=time.process_time()-a
        print(at, len(loop.sent), round(time.process_time()-t,1), round(tr,1), Response.objects.count(), [(q.period, q.stages) for q in QuarterState.objects.all()], [len(w.counted) for w in WeightRun.objects.all()])
    if os.environ.get("PROF"): 
        pr.disable()
        pstats.Stats(pr).sort_stats("cumtime").print_stats(60)
    print(Counter(StageEvent.objects.values_list("survey_stage","decision")))
    print(Case.objects.count(), len(loop.nation.victims))
    print(sum(s.reply.counts for s in loop.sent), len(loop.sent))
    from access.models import TaskRun
    assert 0
