"""What it costs to import an instrument."""

import json
import tempfile
from pathlib import Path

from survey.interchange.workbooks.opening import read_file
from survey.interchange.workbooks.writing import workbook_of
from survey.interchange.xlsform.reading import read_form
from tests.bench.measure import say, seconds
from tests.survey.interchange import judge

QUESTIONS = 300
LANGUAGES = ("English (en)", "Welsh (cy)", "Arabic (ar)")
REPEATS = 5
XLS2JSON = f"""
import json, statistics, sys, time
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform
times = []
for _ in range({REPEATS}):
    began = time.perf_counter()
    workbook_to_json(get_xlsform(sys.argv[1]))
    times.append(time.perf_counter() - began)
json.dump(statistics.median(times), sys.stdout)
"""


def workbook() -> bytes:
    """Many questions in three languages, each with a hint, five choices and a condition."""
    labels = [f"label::{language}" for language in LANGUAGES]
    hints = [f"hint::{language}" for language in LANGUAGES]
    survey = [["type", "name", *labels, *hints, "relevant", "required"]]
    choices = [["list_name", "name", *labels]]
    for number in range(QUESTIONS):
        words = [f"How satisfied were you with number {number}? ({code})" for code in LANGUAGES]
        looks_back = f"${{q{number - 1}}} != 'c4' or ${{q{number - 1}}} = ''" if number else ""
        survey.append([f"select_one l{number}", f"q{number}", *words, *words, looks_back, "no"])
        choices += [
            [f"l{number}", f"c{place}", *(f"Choice {place} {code}" for code in LANGUAGES)]
            for place in range(5)
        ]
    return workbook_of({"survey": survey, "choices": choices})


def reading_a_form() -> None:
    """Opened in its own process, checked and typed, beside pyxform's reading of the same file to
    JSON in a process that is warm."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(workbook())
        ours = seconds(lambda: read_form(read_file(path), code="bench"), repeats=REPEATS)
        name = f"importing {QUESTIONS} questions in {len(LANGUAGES)} languages"
        if judge.is_here():
            say(name, ours, json.loads(judge.run(XLS2JSON, str(path))), "pyxform's xls2json")
        else:
            print(f"{name}: {ours:.3f} s; pyxform is not here to be compared with")
