"""A page that is none of ours, by which times of a busy machine are told as of a quiet one."""

import json
import time

from django.template import Context, Engine

QUIET_MS = 8.8
"""What it takes alone on a core that adds ten million times in .47 s: reckoned from four pages of
figures that were measured alone on one (62 to 79 ms) and again beside it on cores of eleven."""
ROWS, CELLS = 220, 6
FIGURES = json.dumps(
    [{f"step {cell}": row * cell for cell in range(4 * CELLS)} for row in range(3 * ROWS)]
)
TABLE = Engine().from_string(
    "{% for row in rows %}<tr><th>{{ row.label }}</th>{% for cell in row.cells %}"
    "{% if cell.is_clear %}<td><b>{{ cell.value }}</b></td>{% else %}<td>{{ cell.value }}</td>"
    "{% endif %}{% endfor %}</tr>{% endfor %}"
)


def drawn_ms() -> float:
    began = time.process_time()
    total: dict[str, int] = {}
    for figure in json.loads(FIGURES):
        for name, count in figure.items():
            total[name] = total.get(name, 0) + count
    rows = [
        {
            "label": f"Group {row} & others",
            "cells": [
                {"value": f"{total[f'step {cell}'] / (row + 1):,.0f} %", "is_clear": cell == 2}
                for cell in range(CELLS)
            ],
        }
        for row in range(ROWS)
    ]
    TABLE.render(Context({"rows": rows}))
    return 1_000 * (time.process_time() - began)
