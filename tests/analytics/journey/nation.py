"""Two forces in which kept informed falls from the report to the investigation, and in which seven
were asked about a sentence, in one of them."""

from access import process_cache
from analytics.models import ShownTable
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3, Victim

YEAR = "2025-26"

INFORMED, NOT_INFORMED = {"Q-INF-1": ["very_satisfied"]}, {"Q-INF-1": ["very_dissatisfied"]}
SHARES = {"ST1": 0.75, "ST2": 0.35, "ST3a": 0.4, "ST4": 0.6, "ST5": 0.55}
AT_A_SENTENCE = 7


def enter_a_journey() -> None:
    for force in (CITY, KENT):
        for code, share in SHARES.items():
            people = 100 if code in {"ST1", "ST2"} else 60
            good = round(people * share)
            make.load(_at(code, good, people - good, force=force))
    make.load(_at("ST6", 3, AT_A_SENTENCE - 3))
    make.load(make.silent())


def store_a_year() -> None:
    for table in ShownTable.objects.filter(period=Q3, dimension__in=["all", "stage"]):
        ShownTable.objects.create(
            period=YEAR, dimension=table.dimension, area=table.area, shares=table.shares
        )
    process_cache.clear()


def _at(stage: str, good: int, bad: int, *, force: str = CITY) -> list[Victim]:
    both = ((good, {**make.SATISFIED, **INFORMED}), (bad, {**make.SATISFIED, **NOT_INFORMED}))
    return [
        victim
        for count, answers in both
        for victim in make.answering(count, answers, stage=stage, force=force)
    ]
