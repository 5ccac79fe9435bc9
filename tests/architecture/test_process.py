import subprocess
import sys

import pytest

HEAVY = ("pandas", "scipy", "statsmodels", "duckdb", "polars", "sklearn")
SERVE = f"""
import sys
import config.wsgi
from django.urls import get_resolver

def load(patterns):
    for pattern in patterns:
        load(getattr(pattern, "url_patterns", ()))

load(get_resolver().url_patterns)
print(*sorted({set(HEAVY)!r} & set(sys.modules)))
"""


class TestTheProcessThatServesPeople:
    @pytest.mark.slow
    def test_carries_no_engine_of_statistics(self):
        done = subprocess.run(
            [sys.executable, "-c", SERVE], capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == []
