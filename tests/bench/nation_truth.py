"""Whether the figures that pages show of every question find what is true of the simulated nation:
the whole of it, once. Each figure of the questions' pages, of the nation and of each force, beside
the share that a perfect survey would have found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.management import call_command
from django.utils import timezone

from access.viewer import Viewer
from analytics.figures.selectors import questions
from analytics.figures.selectors.questions import QuestionQuery
from analytics.items import item_codes
from analytics.refresh.selectors import quarter_states
from analytics.stats.suppression import Published, Share
from config.demo import nation
from config.demo.plan import SEED, Plan, plan_for
from tests.config.demo import further_truth
from tests.config.true_shares import Truth, truth_of

LATER = date(2999, 1, 1)
NATIONAL = Viewer(user_id=0, name="bench", is_national=True)


@dataclass(frozen=True)
class Compared:
    """One shown figure. `force` is empty for the nation's."""

    item: str
    force: str
    shown: Published
    true: float

    @property
    def is_of_the_ten(self) -> bool:
        return self.item in item_codes()

    @property
    def is_covered(self) -> bool:
        return self.shown.interval.contains(self.true)

    @property
    def error(self) -> float:
        return self.shown.positive - self.true


@dataclass(frozen=True)
class TrueShares:
    """Of one quarter, by force: of the ten, and of what not everybody is asked."""

    ten: Truth
    further: dict[str, dict[further_truth.Place, further_truth.FurtherExpected]]

    def of(self, item: str, force: str, period: str) -> float | None:
        """None where nobody would be shown the question, or no truth of it is planted."""
        if item in item_codes():
            return self.ten.share(item, period=period, force=force or None)
        truths = [self.further[force]] if force else self.further.values()
        found = further_truth.summed(truths, item=item, period=period)
        return found.positive / found.shown if found.shown else None


def true_shares(plan: Plan, *, period: str) -> TrueShares:
    """The nation is made anew, a force at a time, as it was when it was loaded."""
    ten: dict = {}
    further = {}
    for history in nation.forces(plan):
        ten |= truth_of([history]).expected
        found = further_truth.expected(history)
        further[history.force] = {at: one for at, one in found.items() if at.period == period}
    return TrueShares(ten=Truth(ten), further=further)


def compared(true: TrueShares, *, period: str) -> Iterator[Compared]:
    """Every figure of the quarter that is shown, of the nation and of each force."""
    for force in ("", *sorted(true.further)):
        page = questions.question_page_for(
            NATIONAL, force_code=force or None, query=QuestionQuery(period=period), on=LATER
        )
        assert page.period == period
        for figure in page.figures:
            shown: Share | None = figure.force if force else figure.nation
            share = true.of(figure.item.code, force, period)
            if isinstance(shown, Published) and share is not None:
                yield Compared(figure.item.code, force, shown, share)


def lines(found: list[Compared]) -> Iterator[str]:
    for name, chosen in (
        ("nation, the ten", [one for one in found if one.is_of_the_ten and not one.force]),
        ("nation, other questions", [x for x in found if not x.is_of_the_ten and not x.force]),
        ("forces, the ten", [one for one in found if one.is_of_the_ten and one.force]),
        ("forces, other questions", [one for one in found if not one.is_of_the_ten and one.force]),
    ):
        if chosen:
            share = sum(one.is_covered for one in chosen) / len(chosen)
            mean = sum(one.error for one in chosen) / len(chosen)
            most = max(chosen, key=lambda one: abs(one.error))
            yield (
                f"{name}: {len(chosen):,} figures, {100 * share:.1f} % of intervals hold the "
                f"truth; on average {100 * mean:+.2f} points, at most {100 * most.error:+.1f} "
                f"({most.item} {most.force})"
            )


def whole_quarter() -> str:
    """The last one that has closed: of an open one only the ten are shown."""
    states = quarter_states.read_states().items()
    return max(period for period, state in states if state.closed_on is not None)


def finding_the_truth() -> None:
    """`./dev bench truth`: makes the whole nation, and takes some minutes."""
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
