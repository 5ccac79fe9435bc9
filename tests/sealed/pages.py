"""Reads the pages and the report as staff do: what stands there, and no row behind it."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, NamedTuple

from django.test import Client
from pypdf import PdfReader

from tests.sealed.chances import NONE, NOT_COMPARED, TOO_FEW, Claim

STEP = re.compile(
    r'class="step-name">(?P<name>[^<]+)</strong> <span class="step-count">(?P<count>[^<]+)<'
)
LEFT_OUT = re.compile(
    r'class="drop-count">−(?P<count>[\d,]+)</span> <span>(?P<reason>[^<]+)</span>'
)
VERDICT = re.compile(rf"higher|lower|no clear difference|\[low\]|{TOO_FEW}", re.IGNORECASE)
"""`[low]` is what stands for “too few to compare” where there is little room."""
SEEN = re.compile(r"(\d+) points would have been seen|no clear difference \((\d+)\)", re.IGNORECASE)
"""What would have been seen where no difference is clear, with much room and with little."""
FIXED_SPACE = "\N{NO-BREAK SPACE}"
"""Before a per cent sign; what reads the report may take it for a space."""
OF_OTHERS = -5
"""The column of all other forces, counted from the last of a row."""
BEFORE_WORD = 4
"""In the report share, interval, base and the share of others stand before the word."""
INVITED = "Invited"


@dataclass(frozen=True, kw_only=True)
class CoveragePage:
    recorded: int
    left_out: Mapping[str, int]
    steps: Mapping[str, int | None]


def coverage(client: Client, *, period: str, force: str = "") -> CoveragePage:
    page = _text(client, f"/staff/coverage/{force}/" if force else "/staff/coverage/", period)
    steps = {found["name"]: _count(found["count"]) for found in STEP.finditer(page)}
    first = next(iter(steps))
    return CoveragePage(
        recorded=steps[first] or 0,
        left_out={
            found["reason"]: _count(found["count"]) or 0 for found in LEFT_OUT.finditer(page)
        },
        steps=steps,
    )


class Verdict(NamedTuple):
    word: str
    seen: str = ""


class Beside(NamedTuple):
    share: str
    interval: str
    base: str
    verdict: Verdict


def beside_others(client: Client, *, force: str, period: str) -> list[Beside]:
    page = _text(client, f"/staff/comparison/{force}/", period)
    rows = page[page.index("<tbody>") : page.index("</tbody>")].split("</tr>")
    cells = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows]
    return [_beside(*map(_figure, row[:3]), _verdict(row[OF_OTHERS])) for row in cells if row]


def beside_others_in_report(client: Client, *, force: str, period: str) -> list[Beside]:
    file = client.get(f"/staff/reports/{force}/{period}.pdf")
    assert file.status_code == 200, force
    content = b"".join(file.streaming_content) if file.streaming else file.content
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    table = text[text.index("Beside the others") : text.index("Dot: this force")]
    lines = [line.strip() for line in table.splitlines()]
    return [
        _beside(*lines[at - BEFORE_WORD : at - BEFORE_WORD + 3], _verdict(line))
        for at, line in enumerate(lines)
        if VERDICT.match(line) and at >= BEFORE_WORD
    ]


def _beside(share: str, interval: str, base: str, verdict: Verdict) -> Beside:
    parts = (share, share, share) if share.startswith("[") else (share, interval, base)
    return Beside(*(part.replace(FIXED_SPACE, " ") for part in parts), verdict)


def _figure(cell: str) -> str:
    number = _inside(cell.partition("<span")[0]).strip()
    mark = re.search(r">(\[\w+\])", cell)
    return f"{number} {mark[1] if mark else ''}".strip()


def groups(client: Client, *, by: str, item: str, period: str) -> dict[str, Verdict]:
    rows = _rows(_text(client, "/staff/disparities/", period, by=by, item=item))
    return {name: _verdict(cells[-1]) for name, cells in rows.items()}


def grid(client: Client, *, period: str) -> dict[tuple[str, str], list[str]]:
    page = _text(client, "/staff/let-down/", period)
    table, found = page[page.index('class="is-grid') :].partition("</table>")[0], {}
    for body in table.split("<tbody>")[1:]:
        name = unescape(_inside(re.search(r"<th[^>]*rowgroup.*?</th>", body)[0]))  # type: ignore[index]
        for group, cells in _rows(f"<tbody>{body}").items():
            marks = [re.search(r">([^<]*)<", cell)[1] for cell in cells]  # type: ignore[index]
            found[name.partition(" (")[0], group] = marks
    return found


def steps(client: Client, *, item: str, period: str) -> dict[tuple[str, str], Verdict]:
    rows = _rows(_text(client, "/staff/journey/", period, item=item))
    return {
        (name.partition(" ")[2], _inside(cells[-2])): _verdict(cells[-1])
        for name, cells in rows.items()
    }


def _rows(page: str) -> dict[str, list[str]]:
    if "<tbody>" not in page:
        return {}
    rows = page[page.index("<tbody>") : page.index("</tbody>")].split("</tr>")
    return {
        unescape(name[1]): re.findall(r"<td.*?</td>", row, re.DOTALL)
        for row in rows
        if (name := re.search(r'<th scope="row">([^<]+)<', row))
    }


def _inside(cell: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", cell))


def bases(client: Client, *, period: str, force: str = "") -> dict[str, int]:
    told = client.get("/api/v1/figures/", {"period": period, "force": force}).json()
    [everybody] = [level for level in told["levels"] if level["level"] == "all"]
    area = "force" if force else "nation"
    return {each["item"]: each[area]["base"] for each in everybody["items"] if "base" in each[area]}


def national(client: Client, *, by: str, period: str) -> dict[str, dict[str, dict[str, float]]]:
    told = client.get("/api/v1/figures/", {"period": period, "dimension": by}).json()
    return {
        level["level"]: {
            each["item"]: each["nation"] for each in level["items"] if "base" in each["nation"]
        }
        for level in told["levels"]
    }


def called_beside_others(client: Client, *, force: str, period: str) -> dict[str, Claim]:
    [told] = _call(client, "comparisons", period, force=force)["forces"]
    return {each["item"]: _claim(each["others"], each["others"]) for each in told["items"]}


def called_groups(client: Client, *, period: str) -> dict[tuple[str, str, str], Claim]:
    return {
        (row["characteristic"], row["group"], each["item"]): _claim(each, each.get("same_mix", {}))
        for row in _call(client, "gaps", period)["groups"]
        for each in row["items"]
    }


def called_steps(client: Client, *, period: str) -> dict[tuple[str, str, str], Claim]:
    steps = [
        each["step"]
        for stage in _call(client, "journey", period)["stages"]
        for each in stage["items"]
        if each["step"]
    ]
    return {(step["to"], step["from"], step["item"]): _claim(step, step) for step in steps}


def _call(client: Client, name: str, period: str, **given: str) -> Any:
    answer = client.get(f"/api/v1/{name}/", {"period": period, **given})
    assert answer.status_code == 200, (name, given)
    return answer.json()


def _claim(told: Mapping[str, Any], difference: Mapping[str, Any]) -> Claim:
    if told["verdict"] == "too_few":
        return NOT_COMPARED
    word = "higher" if difference["difference"] > 0 or difference["lower"] > 0 else "lower"
    return Claim(
        word=word if told["verdict"] == "clear" else NONE,
        difference=difference["difference"],
        lower=difference["lower"],
        upper=difference["upper"],
        confidence=told["confidence"],
        seen=told["smallest_seen"],
    )


def _text(client: Client, address: str, period: str, **given: str) -> str:
    page = client.get(address, {"period": period, **given})
    assert page.status_code == 200, address
    return page.content.decode()


def _verdict(told: str) -> Verdict:
    found, seen = VERDICT.search(told), SEEN.search(told)
    word = found[0].lower() if found else ""
    points = (seen[1] or seen[2]) if seen else ""
    return Verdict(TOO_FEW if word == "[low]" else word, points)


def _count(told: str) -> int | None:
    number = told.strip().replace(",", "")
    return int(number) if number.isdigit() else None
