"""What scheduled tasks ask of the database, as calls."""

from collections.abc import Mapping

from tests.bench.volume import of_figures, of_people, of_the_service
from tests.bench.volume.costs import Read

TASKS: Mapping[str, tuple[Read, ...]] = {
    **of_people.TASKS,
    **of_the_service.TASKS,
    **of_figures.TASKS,
}
