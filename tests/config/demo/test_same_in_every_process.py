import os
import subprocess
import sys

import pytest

from tests.tables import ROOT

MAKE = """
import hashlib
from datetime import date
import django
django.setup()
from config.demo.victims import open_cases
from config.demo.seeding import generation
from config.demo.plan import full_size_plan_for
plan = full_size_plan_for(date(2026, 11, 16), responses=1_500, weeks=60, seed=3)
[made] = generation.forces(plan, ["surrey"])
waiting = [list(row.flags) for row in open_cases.draw(seed=3, today=plan.last_day)]
said = repr((made.cases[0].cases, made.history[0].responses, waiting))
print(hashlib.sha256(said.encode()).hexdigest())
"""


@pytest.mark.slow
class TestANation:
    def test_is_the_same_in_every_process(self):
        made = {
            subprocess.run(
                [sys.executable, "-c", MAKE],
                cwd=ROOT,
                env={
                    **os.environ,
                    "PYTHONHASHSEED": order,
                    "DJANGO_SETTINGS_MODULE": "config.settings",
                },
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for order in ("1", "2")
        }

        assert len(made) == 1
