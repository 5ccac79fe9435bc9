"""What the file of an outside nation may say."""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from access.forces.reference_file import force_rows
from tests.sealed.vocabulary import (
    GOOD_AND_BAD,
    GROUPS,
    LEAST_POINTS,
    LEAVES_BEFORE,
    OFFENCES,
    PATHS,
    STAGE_OF,
    TROUBLES,
)

QUARTER = re.compile(r"\d{4}-Q[1-4]")
ASKED_FROM = date(2026, 11, 16)
"""The day from which tests have a form to ask with (NOW of tests/conftest.py)."""
KEYS = {"seed", "quarter", "weeks", "welsh", "forces", "crimes", "paths", "troubles", "truth"}
MAY_LACK = {"crimes", "weeks", "welsh"}
KEYS_OF_TRUTH = {"answers", "withdraws", "disabled", "leaves_before", "shares", "planted"}
MAY_LACK_OF_TRUTH = {"leaves_before", "planted"}
KEYS_OF_PLANTED = {"force", "stage", "group", "items", "points"}
FEWEST_FORCES = 2


class NationError(ValueError):
    pass


def check(raw: Mapping[str, Any]) -> None:
    """Raises NationError."""
    if found := list(faults(raw)):
        raise NationError("The file of the nation cannot be read:\n" + "\n".join(found))


def faults(raw: Mapping[str, Any]) -> Iterator[str]:
    yield from _keys("", raw, KEYS, may_lack=MAY_LACK)
    yield from _time(raw)
    yield from _forces(raw.get("forces", {}))
    if not _is_chance(raw.get("welsh", 0)):
        yield f"welsh: “{raw['welsh']}”; a share from 0 to 1 is wanted"
    for name, known in (("crimes", OFFENCES), ("paths", PATHS), ("troubles", TROUBLES)):
        if name in raw:
            yield from _weights(name, raw[name], known)
    truth = raw.get("truth", {})
    if not isinstance(truth, Mapping):
        yield "truth: a table is wanted, [truth]"
        return
    yield from _keys("truth.", truth, KEYS_OF_TRUTH, may_lack=MAY_LACK_OF_TRUTH)
    yield from _chances(truth)
    yield from _all_planted(raw, truth.get("planted", []))


def _keys(
    place: str, given: Mapping[str, Any], known: Collection[str], *, may_lack: Collection[str]
) -> Iterator[str]:
    for key in given:
        yield from _one_of(f"{place}{key}", key, known)
    for key in sorted(set(known) - set(given) - set(may_lack)):
        yield f"{place}{key}: is missing"


def _one_of(place: str, value: object, known: Collection[str]) -> Iterator[str]:
    if value in known:
        return
    near = get_close_matches(str(value), known, n=1)
    which = f"did you mean “{near[0]}”?" if near else f"one of: {', '.join(known)}"
    yield f"{place}: “{value}” is not known; {which}"


def _time(raw: Mapping[str, Any]) -> Iterator[str]:
    quarter, weeks = raw.get("quarter"), raw.get("weeks", 1)
    if not isinstance(weeks, int) or isinstance(weeks, bool) or weeks < 1:
        yield f"weeks: “{weeks}”; a whole number from 1 on is wanted"
    if not isinstance(quarter, str) or not QUARTER.fullmatch(quarter):
        yield f"quarter: “{quarter}”; a quarter is written 2027-Q1"
    elif first_day(quarter) < ASKED_FROM:
        yield f"quarter: “{quarter}” begins before {ASKED_FROM}, the first day with a form to ask"


def first_day(quarter: str) -> date:
    return date(int(quarter[:4]), 3 * int(quarter[-1]) - 2, 1)


def _forces(forces: object) -> Iterator[str]:
    if not isinstance(forces, Mapping) or len(forces) < FEWEST_FORCES:
        yield f"forces: at least {FEWEST_FORCES} are wanted, each as code = number of cases"
        return
    known = [row.code for row in force_rows()]
    for force, cases in forces.items():
        yield from _one_of("forces", force, known)
        if not isinstance(cases, int) or isinstance(cases, bool) or cases < 1:
            yield f"forces.{force}: “{cases}”; a whole number of cases from 1 on is wanted"


def _weights(name: str, weights: object, known: Collection[str]) -> Iterator[str]:
    if not isinstance(weights, Mapping) or not weights:
        yield f"{name}: a table of shares is wanted, [{name}]"
        return
    for key, share in weights.items():
        yield from _one_of(name, key, known)
        if not _is_chance(share):
            yield f"{name}.{key}: “{share}”; a share from 0 to 1 is wanted"
    numbers = [share for share in weights.values() if _is_chance(share)]
    if len(numbers) == len(weights) and not math.isclose(sum(numbers), 1, abs_tol=0.005):
        yield f"{name}: the shares add up to {sum(numbers):.3g}, and not to 1"


def _chances(truth: Mapping[str, Any]) -> Iterator[str]:
    for key in ("answers", "withdraws", "disabled"):
        if key in truth and not _is_chance(truth[key]):
            yield f"truth.{key}: “{truth[key]}”; a share from 0 to 1 is wanted"
    shares, leaves = truth.get("shares", {}), truth.get("leaves_before", {})
    yield from _table_of_chances("truth.shares", shares, GOOD_AND_BAD)
    yield from _table_of_chances("truth.leaves_before", leaves, LEAVES_BEFORE)
    for item in GOOD_AND_BAD:
        if isinstance(shares, Mapping) and item not in shares:
            yield f"truth.shares.{item}: is missing"
    leaving = leaves.values() if isinstance(leaves, Mapping) else ()
    if all(map(_is_chance, leaving)) and sum(leaving) > 1:
        yield f"truth.leaves_before: {sum(leaving):.3g} of all leave, which is more than 1"


def _table_of_chances(place: str, table: object, known: Collection[str]) -> Iterator[str]:
    if not isinstance(table, Mapping):
        yield f"{place}: a table is wanted, [{place}]"
        return
    for key, share in table.items():
        yield from _one_of(place, key, known)
        if not _is_chance(share):
            yield f"{place}.{key}: “{share}”; a share from 0 to 1 is wanted"


def _all_planted(raw: Mapping[str, Any], planted: object) -> Iterator[str]:
    if not isinstance(planted, list):
        yield "truth.planted: write each as [[truth.planted]]"
        return
    for number, each in enumerate(planted, start=1):
        if isinstance(each, Mapping):
            yield from _planted(f"truth.planted {number}", raw, each)
        else:
            yield f"truth.planted {number}: “{each}”; write it as [[truth.planted]]"


def _planted(place: str, raw: Mapping[str, Any], each: Mapping[str, Any]) -> Iterator[str]:
    for key in each:
        yield from _one_of(place, key, KEYS_OF_PLANTED)
    known = {
        "force": raw.get("forces", ()),
        "stage": _stages(raw.get("paths", ())),
        "group": GROUPS,
    }
    if not set(known) & set(each):
        yield f"{place}: it names no force, no stage and no group"
    for key in set(known) & set(each):
        yield from _one_of(f"{place}, {key}", each[key], known[key])
    yield from _items(place, each.get("items", list(GOOD_AND_BAD)))
    points = each.get("points")
    if not isinstance(points, int | float) or not LEAST_POINTS <= abs(points) <= 100:
        yield (
            f"{place}, points: “{points}”; from {LEAST_POINTS} to 100 are wanted, or as many "
            "with a minus for less: nothing is said of fewer. 12 points are 12, and not 0.12"
        )


def _items(place: str, items: object) -> Iterator[str]:
    if not isinstance(items, list) or not items:
        yield f"{place}, items: a list of questions is wanted, or no such line for all ten"
        return
    for item in items:
        yield from _one_of(f"{place}, items", item, GOOD_AND_BAD)


def _stages(paths: Collection[str]) -> tuple[str, ...]:
    return ("ST1", *(stage for path, stage in STAGE_OF.items() if path in paths))


def _is_chance(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
