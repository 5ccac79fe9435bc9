"""Counts the figures of a quarter again, from raw answers and case facts, and compares every one
that is shown (`python -m tests.recount`)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from tests.recount import stored
from tests.recount.levels import EVERYBODY, Level, levels_of
from tests.recount.stored import Connection, Row, document, rows
from tests.recount.weights import AGES, LEAST_CHANCE, Profile, weights_of

Stratum = tuple[str, str, str]
"""Force, stage and crime group."""
Place = tuple[str, str, str, str]
"""Table, area, item and level."""
NATION = "nation"
ITEMS = (
    "Q-CON-1", "Q-ACT-2", "Q-INF-1", "Q-TRT-1", "Q-TRT-2a", "Q-TRT-2b", "Q-SAFE-1", "Q-SUP-1",
    "Q-OVR-1", "Q-CNF-1",
)  # fmt: skip
IN_FRAME = {"INVITE", "PENDING", "NOT-SAMPLED", "DISPLACED", "FATIGUE", "REPEAT"}
IN_ANOTHERS_PLACE = {"bereaved", "parent_of_child", "carer", "intermediary"}
WEB = {"web_sms", "web_email", "web_code"}
NOT_COUNTED = {"every_question", "drawn_and_chosen"}
"""Tables of what not everybody is asked, which are weighed in a second phase."""
YEARS = dict(zip(AGES, (17, 24, 34, 44, 54, 64, 74, 150), strict=True))
Z = 1.9599639845400545
CLOSE = 1e-5
"""A thousandth of a percentage point; the product keeps weights in ten-thousandths of a person."""


@dataclass(frozen=True)
class Answer:
    force: str
    weight: float
    levels: Sequence[Level]
    answers: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Found:
    positive: float
    neutral: float
    negative: float
    lower: float
    upper: float
    base: int
    effective_base: float


@dataclass(frozen=True)
class Difference:
    place: Place
    shown: Any
    found: Any


@dataclass(frozen=True)
class Recount:
    compared: int
    figures: int
    """Different ones among them: each table has the totals of all beside its levels."""
    differences: tuple[Difference, ...]
    unlike_counted: tuple[int, ...]
    """Responses that the weighting counted and this does not, or the other way round."""


def recount(connection: Connection, period: str) -> Recount:
    events = {row["event"]: row for row in rows(connection, stored.EVENTS, period=period)}
    versions = rows(connection, stored.VERSIONS)
    responses = rows(connection, stored.RESPONSES, period=period)
    counted = [
        row
        for row in _countable(responses, events)
        if _is_in_time(row, _closed(connection, period))
    ]
    log = rows(connection, stored.COUNTED, period=period)
    regions = {row["code"]: row["region_code"] for row in rows(connection, stored.REGIONS)}
    sums = _sums(
        list(_weighted(counted, events)),
        _meanings(versions),
        _areas(regions, {row["force"] for row in log}),
    )
    logged = {number for row in log for number in document(row["counted"])}
    return _compared(
        rows(connection, stored.SHOWN, period=period),
        sums,
        unlike_counted=tuple(sorted(logged ^ {row["id"] for row in counted})),
    )


def _compared(
    tables: Sequence[Row], sums: Mapping[Place, Found], *, unlike_counted: tuple[int, ...]
) -> Recount:
    figures = [
        each
        for table in tables
        if table["dimension"] not in NOT_COUNTED
        for each in _figures(table)
    ]
    shown = [(place, told) for place, told in figures if not isinstance(told, str)]
    return Recount(
        compared=len(shown),
        figures=len({place for place, _told in shown}),
        differences=tuple(
            Difference(place, told, sums.get(place))
            for place, told in shown
            if place not in sums or not _is_alike(told, sums[place])
        ),
        unlike_counted=unlike_counted,
    )


def _closed(connection: Connection, period: str) -> date | None:
    states = rows(connection, stored.STATE, period=period)
    return stored.day(states[0].get("closed_on")) if states else None


def _is_in_time(row: Row, closed_on: date | None) -> bool:
    received = row["completed_at"] or row["core_done_at"] or row["started_at"]
    return closed_on is None or stored.day(received) <= closed_on


def _countable(responses: Sequence[Row], events: Mapping[int, Row]) -> Iterator[Row]:
    by_invitation = defaultdict(list)
    for row in responses:
        row["answers"] = document(row["answers"])
        by_invitation[row["invitation"]].append(row)
    for row in responses:
        others = [one for one in by_invitation[row["invitation"]] if one is not row]
        if (
            row["withdrawn_at"] is None
            and row["instrument"] == "short-core"
            and {row["asked_by"], row["mode"]} <= WEB
            and not row["is_for_another"]
            and _is_in_frame(events[row["event"]])
            and _is_enough(row)
            and _is_theirs(row, others)
        ):
            yield row


def _is_in_frame(event: Row) -> bool:
    return event["decision"] in IN_FRAME and event["victim_role"] not in IN_ANOTHERS_PLACE


def _is_enough(row: Row) -> bool:
    answered = [item for item in ITEMS if row["answers"].get(item)]
    is_done = bool(row["completed_at"] or row["core_done_at"])
    return is_done or "Q-OVR-1" in answered or len(answered) >= 0.6 * len(ITEMS)


def _is_theirs(row: Row, others: Sequence[Row]) -> bool:
    if not others or (_is_by_link(row) and not row["codes_drawn"]):
        return True
    is_sent = bool(row["completed_at"])
    if _is_by_link(row) and (is_sent or row["core_done_at"]):
        return True
    has_rival = any(
        one["completed_at"] or one["withdrawn_at"] or (_is_by_link(one) and one["core_done_at"])
        for one in others
    )
    return (is_sent or _is_by_link(row)) and not has_rival


def _is_by_link(row: Row) -> bool:
    return row["attempt"] is None and row["mode"] != "web_code"


def _weighted(counted: Sequence[Row], events: Mapping[int, Row]) -> Iterator[Answer]:
    frame: dict[str, Counter[Profile]] = defaultdict(Counter)
    asked, decided = Counter[Stratum](), Counter[Stratum]()
    for event in events.values():
        if _is_in_frame(event):
            frame[event["force"]][_profile(event)] += 1
            stratum = _stratum(event)
            decided[stratum] += event["decision"] != "PENDING"
            asked[stratum] += event["decision"] == "INVITE"
    by_force = defaultdict(list)
    for row in counted:
        by_force[events[row["event"]]["force"]].append(row)
    for force, found in by_force.items():
        of = [events[row["event"]] for row in found]
        design = [1 / max(LEAST_CHANCE, _chance(event, asked, decided)) for event in of]
        weights = weights_of([_profile(event) for event in of], design, frame[force])
        for row, event, weight in zip(found, of, weights, strict=True):
            yield Answer(
                force, weight, tuple(levels_of(row["answers"], event, row)), row["answers"]
            )


def _chance(event: Row, asked: Mapping[Stratum, int], decided: Mapping[Stratum, int]) -> float:
    stratum = _stratum(event)
    like = asked[stratum] / decided[stratum] if decided[stratum] else 1.0
    return event["selection_probability"] or like


def _stratum(event: Row) -> Stratum:
    return event["force"], event["survey_stage"], event["crime_group"] or "unknown"


def _profile(event: Row) -> Profile:
    sex = event["sex"] if event["sex"] in {"female", "male"} else "unknown"
    return event["survey_stage"], event["crime_group"] or "unknown", sex, _age(event)


def _age(event: Row) -> str:
    if event["birth_year"] is None:
        return "unknown"
    years = int(event["period"][:4]) - event["birth_year"]
    return next((band for band, most in YEARS.items() if years <= most), "unknown")


def _meanings(versions: Sequence[Row]) -> dict[tuple[str, str], str]:
    return {
        (question["code"], choice["code"]): choice["meaning"]
        for question in stored.questions(versions)
        if question["code"] in ITEMS
        for choice in question["choices"]
    }


def _areas(region_of: Mapping[str, str], forces: set[str]) -> dict[str, tuple[str, ...]]:
    sizes = Counter(region_of[force] for force in forces)
    return {
        force: (force, NATION, *((region,) if 1 < sizes[region] < len(forces) and region else ()))
        for force in forces
        for region in [region_of[force]]
    }


def _sums(
    answers: Sequence[Answer],
    meanings: Mapping[tuple[str, str], str],
    areas: Mapping[str, tuple[str, ...]],
) -> dict[Place, Found]:
    weights: dict[Place, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        for item in ITEMS:
            said = answer.answers.get(item)
            meaning = meanings[item, said[0]] if said else "out_of_base"
            if meaning == "out_of_base":
                continue
            for area in areas[answer.force]:
                for table, level in answer.levels:
                    weights[table, area, item, level][meaning].append(answer.weight)
    return {place: _found(by_meaning) for place, by_meaning in weights.items()}


def _found(by_meaning: Mapping[str, Sequence[float]]) -> Found:
    every = [weight for weights in by_meaning.values() for weight in weights]
    total, squares = sum(every), sum(weight**2 for weight in every)
    shares = [sum(by_meaning.get(kind, ())) / total for kind in ("positive", "neutral", "negative")]
    told = total**2 / max(squares - total, 0.05 * squares)
    lower, upper = _wilson(shares[0], told)
    return Found(*shares, lower, upper, len(every), total**2 / squares)


def _wilson(share: float, trials: float) -> tuple[float, float]:
    middle = (share + Z**2 / (2 * trials)) / (1 + Z**2 / trials)
    half = Z * sqrt(share * (1 - share) / trials + (Z / (2 * trials)) ** 2) / (1 + Z**2 / trials)
    return middle - half, middle + half


def _figures(table: Row) -> Iterator[tuple[Place, Any]]:
    for item, by_level in document(table["shares"]).items():
        for level, shown in by_level.items():
            name = EVERYBODY if level == EVERYBODY else table["dimension"]
            yield (name, table["area"], item, level), shown


def _is_alike(shown: Sequence[float], found: Found) -> bool:
    again = (found.positive, found.neutral, found.negative, found.lower, found.upper)
    pairs = zip(shown[: len(again)], again, strict=True)
    is_close = all(abs(one - other) <= CLOSE for one, other in pairs)
    is_base = shown[5] == found.base
    return is_base and is_close and abs(shown[6] - found.effective_base) <= 10 * CLOSE * shown[6]
