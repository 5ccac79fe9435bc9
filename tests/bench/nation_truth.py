"""Whether the figures that pages show of every question find what is true of the simulated
nation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.management import call_command
from django.utils import timezone
from scipy.stats import binomtest

from access.viewer import Viewer
from analytics.figures.selectors import questions, response_rates
from analytics.figures.selectors.frame import quarters_for
from analytics.figures.selectors.questions import QuestionQuery
from analytics.figures.selectors.shown import area_for
from analytics.items import item_codes
from analytics.refresh.selectors import quarter_states
from analytics.stats.suppression import Published, Share
from analytics.tables import EVERYBODY, Dimension
from analytics.weighting import nonresponse_range
from analytics.weighting.nonresponse_range import SilentShift
from config.demo import nation
from config.demo.plan import SEED, Plan, plan_for
from tests.config.demo import further_truth
from tests.config.true_shares import Truth, truth_of

LATER = date(2999, 1, 1)
NATIONAL = Viewer(user_id=0, name="bench", is_national=True)


@dataclass(frozen=True)
class Compared:
    item: str
    force: str
    shown: Published
    true: float
    silence: SilentShift | None = None

    @property
    def is_of_the_ten(self) -> bool:
        return self.item in item_codes()

    @property
    def is_covered(self) -> bool:
        return self.shown.interval.contains(self.true)

    @property
    def is_in_range(self) -> bool:
        assert self.silence is not None
        found = nonresponse_range.range_of(self.shown.positive, self.shown.interval, self.silence)
        return found.lower <= self.true <= found.upper

    @property
    def error(self) -> float:
        return self.shown.positive - self.true


@dataclass(frozen=True)
class TrueShares:
    ten: Truth
    further: dict[str, dict[further_truth.Place, further_truth.FurtherExpected]]

    def of(self, item: str, force: str, period: str) -> float | None:
        if item in item_codes():
            return self.ten.share(item, period=period, force=force or None)
        truths = [self.further[force]] if force else self.further.values()
        found = further_truth.summed(truths, item=item, period=period)
        return found.positive / found.shown if found.shown else None


def true_shares(plan: Plan, *, period: str) -> TrueShares:
    ten: dict = {}
    further = {}
    for history in nation.forces(plan):
        ten |= truth_of([history]).expected
        found = further_truth.expected(history)
        further[history.force] = {at: one for at, one in found.items() if at.period == period}
    return TrueShares(ten=Truth(ten), further=further)


def compared(true: TrueShares, *, period: str) -> Iterator[Compared]:
    of_ten, response = quarter_states.read_states()[period].shifts, nation_response(period)
    for force in ("", *sorted(true.further)):
        page = questions.question_page_for(
            NATIONAL, force_code=force or None, query=QuestionQuery(period=period), on=LATER
        )
        assert page.period == period
        for figure in page.figures:
            shown: Share | None = figure.force if force else figure.nation
            share = true.of(figure.item.code, force, period)
            if isinstance(shown, Published) and share is not None:
                code = figure.item.code
                silence = of_ten.get(code) or nonresponse_range.shift_of_shown(
                    shown.positive, response=response
                )
                yield Compared(code, force, shown, share, None if force else silence)


def nation_response(period: str) -> float | None:
    quarters = quarters_for(area_for(NATIONAL, None), period=period, dimension=Dimension.ALL)
    return response_rates.national_rates(quarters, on=LATER)[EVERYBODY].response


def lines(found: list[Compared]) -> Iterator[str]:
    for name, chosen in (
        ("nation, the ten", [one for one in found if one.is_of_the_ten and not one.force]),
        ("nation, other questions", [x for x in found if not x.is_of_the_ten and not x.force]),
        ("forces, the ten", [one for one in found if one.is_of_the_ten and one.force]),
        ("forces, other questions", [one for one in found if not one.is_of_the_ten and one.force]),
    ):
        if chosen:
            mean = sum(one.error for one in chosen) / len(chosen)
            most = max(chosen, key=lambda one: abs(one.error))
            ranged = [one.is_in_range for one in chosen if one.silence is not None]
            yield (
                f"{name}: {len(chosen):,} figures, of intervals "
                f"{held([one.is_covered for one in chosen])}"
                f"{f'; of the ranges for silence {held(ranged)}' if ranged else ''}; on average "
                f"{100 * mean:+.2f} points, at most {100 * most.error:+.1f} "
                f"({most.item} {most.force})"
            )


def held(covered: Sequence[bool]) -> str:
    found = binomtest(sum(covered), len(covered)).proportion_ci(method="exact")
    return (
        f"{100 * sum(covered) / len(covered):.1f} % "
        f"({100 * found.low:.0f} to {100 * found.high:.0f}) hold the truth"
    )


def whole_quarter() -> str:
    states = quarter_states.read_states().items()
    return max(period for period, state in states if state.closed_on is not None)


def finding_the_truth() -> None:
    now = timezone.now()
    call_command("seed_demo", newest=2, now=now)
    say_truth(now)


def say_truth(now: datetime) -> list[Compared]:
    today = timezone.localdate(now)
    period = whole_quarter()
    true = true_shares(plan_for(today, seed=SEED), period=period)
    found = list(compared(true, period=period))
    print(f"figures of {period} beside what is true of the simulated nation:")
    print("\n".join(lines(found)), flush=True)
    return found
