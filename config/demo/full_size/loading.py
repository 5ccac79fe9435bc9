"""The nation of full size on its way into a database: made by a second process while this one
writes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from config.demo import facts
from config.demo.full_size import columns, nation
from config.demo.full_size.plan import FullPlan
from config.demo.seeding import generation, second_process
from config.demo.seeding.generation import LoadableForce
from config.demo.seeding.second_process import SecondProcess


def forces(plan: FullPlan, only: Sequence[str] = ()) -> Iterator[LoadableForce]:
    for survey in nation.forces(plan, only):
        yield columns.loadable(survey, facts.load(), longer_from=plan.longer_from)


@contextmanager
def begun(plan: FullPlan) -> Iterator[Iterator[LoadableForce]]:
    """Each force in turn, while the block lasts."""
    with second_process.begun(is_worth_it=True) as other:
        if other is None:
            raise second_process.SecondProcessError
        other.begin(f"{__name__}.{forces.__name__}", plan, generation.force_codes())
        yield _read(other)


def _read(other: SecondProcess) -> Iterator[LoadableForce]:
    yield from other.finish()
