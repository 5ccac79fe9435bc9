import csv
import io
import json
from collections.abc import Callable

import pytest

from analytics.public_site.site import build
from tests.analytics.public_site import everywhere, published
from tests.analytics.public_site.everywhere import Compared
from tests.analytics.public_site.published import released, ten_released
from tests.conftest import COUNTED
from tests.sharing import rows_over

__all__ = ["released", "ten_released"]
pytestmark = pytest.mark.django_db
FEWEST, FEWEST_OF_TEN = 2_500, 10_000
KENT = f"releases/{published.LAST}/1/api/kent.json"


@rows_over(released)
def exported(_value) -> dict[str, bytes]:
    return site_now()


def site_now() -> dict[str, bytes]:
    return {file.path: file.content for file in build(published.releases()).files}


def counted(found: Compared) -> str:
    told = ", ".join(f"{count:,} in {where}" for where, count in found.counts.items())
    return f"{found.counts.total():,} values of the public site: {told}"


class TestANumber:
    @pytest.mark.slow
    def test_is_the_same_on_pages_in_calls_and_in_files(
        self, exported, record_property: Callable
    ) -> None:
        found = everywhere.compare(exported)

        record_property(COUNTED, counted(found))
        assert found.faults == []
        assert found.counts.total() >= FEWEST
        assert found.counts.keys() == {"pages", "calls", "workbooks", "other workbooks"}

    @pytest.mark.nightly
    def test_is_the_same_of_every_question(self, ten_released, record_property: Callable) -> None:
        found = everywhere.compare(site_now())

        record_property(COUNTED, counted(found))
        assert found.faults == []
        assert found.counts.total() >= FEWEST_OF_TEN


class TestTheComparison:
    @pytest.mark.slow
    @pytest.mark.parametrize("page", ["index.html", "cy/index.html", "forces/kent/index.html"])
    def test_sees_it_on_a_page(self, exported, page: str) -> None:
        cells = exported[page].split(b"|positive")
        _value, of, rest = cells[1].partition(b"</td>")
        attributes = cells[1].partition(b">")[0]
        cells[1] = attributes + b">101 %" + of + rest

        faults = everywhere.compare(exported | {page: b"|positive".join(cells)}).faults

        assert len(faults) == 1

    @pytest.mark.slow
    def test_sees_it_in_a_call(self, exported) -> None:
        told = json.loads(exported[KENT])
        at = told["columns"].index("positive")
        line = next(row for row in told["rows"] if row[at].isdigit())
        line[at] = "101"

        changed = exported | {KENT: json.dumps(told).encode()}

        assert len(everywhere.compare(changed).faults) == 1

    @pytest.mark.slow
    def test_sees_it_in_the_tidy_file(self, exported) -> None:
        path = f"releases/{published.LAST}/1/figures.csv"
        lines = exported[path].decode().splitlines()
        at = lines[0].split(",").index("base")
        of = next(n for n, line in enumerate(lines) if ",nation," in line and ",all," in line)
        cells = next(csv.reader([lines[of]]))
        told = io.StringIO()
        csv.writer(told, lineterminator="").writerow([*cells[:at], "7", *cells[at + 1 :]])
        lines[of] = told.getvalue()

        faults = everywhere.compare(exported | {path: "\n".join(lines).encode()}).faults

        assert {fault.split()[0] for fault in faults} == {"pages", "calls", "workbooks"}
