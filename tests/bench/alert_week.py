"""What scoring one Monday takes of 25 times the demonstration, with themes of own words."""

import resource
import subprocess
import sys
import time

import numpy as np

from access.forces.reference_file import force_rows
from analytics.alerts.scanning.columns import SLICED, AnswerColumns
from analytics.alerts.scanning.scan import WEEKS_TO_CALL, scan
from analytics.alerts.scanning.tiers import OF_ANSWERS, OF_THEMES, TierKind
from analytics.stats.emerging.tier import MOST_WEEKS
from analytics.tables import LEVELS
from responses import extract

ANSWERS, ITEMS = 1_398_850, 10
"""25 times those of the demonstration's 130 weeks, to the short core's ten questions."""
WRITES = 3
"""One in so many writes, and all is coded."""
LAST = 3_000
MOST_SECONDS, MOST_MEGABYTES = 60, 512


def scoring_a_week() -> None:
    work = "import django; django.setup(); from tests.bench import alert_week; alert_week.main()"
    subprocess.run([sys.executable, "-c", work], check=True)


def main() -> None:
    began = time.process_time()
    _score(drawn(ANSWERS, [f"item {at}" for at in range(ITEMS)]), OF_ANSWERS)
    of_answers = time.process_time() - began
    _score(drawn(ANSWERS // WRITES, extract.theme_codes()), OF_THEMES)
    of_both = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"a week of {ANSWERS:,} answers: {of_answers:.0f} s of the processor, "
        f"{of_both:.0f} s with themes of {ANSWERS // WRITES:,} texts (at most {MOST_SECONDS} s); "
        f"peak {peak} MB (at most {MOST_MEGABYTES}); drawn instead of read"
    )


def _score(columns: AnswerColumns, kinds: tuple[TierKind, ...]) -> None:
    scan(columns, last=LAST, weeks_before=0, tallies={}, kinds=kinds)


def drawn(rows: int, items: list[str]) -> AnswerColumns:
    chance = np.random.default_rng(0)
    forces = [row.code for row in force_rows()]
    sizes = np.exp(chance.normal(0, 0.8, len(forces)))
    weeks = MOST_WEEKS + WEEKS_TO_CALL
    return AnswerColumns(
        items=tuple(items), forces=tuple(forces),
        week=(LAST - chance.integers(0, weeks, rows)).astype(np.int32),
        weight=np.ones(rows), is_late=(chance.random(rows) < 0.3).astype(np.int8),
        force=chance.choice(len(forces), rows, p=sizes / sizes.sum()).astype(np.int8),
        levels={of: chance.integers(0, len(LEVELS[of]), rows).astype(np.int8) for of in SLICED},
        answers=(chance.random((rows, len(items)), dtype=np.float32) < 0.75).astype(np.int8),
    )  # fmt: skip
