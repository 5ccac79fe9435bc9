import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.research.codebook import Study, Variable, codebook_xml
from analytics.research.protection import ProtectedRecords
from analytics.research.recoding import KEYS, WEIGHT, ResearchRecord

EPOCH = (1980, 1, 1, 0, 0, 0)
"""A fixed time, so that the same answers give the same file."""


def columns_of(
    records: Sequence[ResearchRecord], variables: Sequence[Variable]
) -> list[list[str | float]]:
    names = [variable.name for variable in variables]
    return sorted([_value(record, name) for name in names] for record in records)


def _value(record: ResearchRecord, name: str) -> str | float:
    if name == WEIGHT:
        return record.weight
    if name in KEYS:
        return record.keys[list(KEYS).index(name)]
    return record.said[name]


def write_archive(
    study: Study, variables: Sequence[Variable], protected: ProtectedRecords
) -> bytes:
    rows = columns_of(protected.records, variables)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(variable.name for variable in variables)
    writer.writerows(rows)
    parts = {
        "answers.csv": text.getvalue().encode(),
        "answers.sav": _write_spss(rows, variables, study),
        "codebook.xml": codebook_xml(study, variables, protected),
        "README.txt": _readme(study).encode(),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _write_spss(
    rows: Sequence[Sequence[str | float]], variables: Sequence[Variable], study: Study
) -> bytes:
    # Keeps these libraries out of web processes.
    import pandas as pd
    import pyreadstat

    names = [variable.name.replace("-", "_") for variable in variables]
    frame = pd.DataFrame(rows, columns=pd.Index(names))
    labels: dict[str, Mapping[str, str]] = {
        name: variable.values
        for name, variable in zip(names, variables, strict=True)
        if variable.values
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label=study.title[:60],
            column_labels=[variable.label for variable in variables],
            variable_value_labels=labels,  # type: ignore[arg-type]  # of texts too
        )
        return path.read_bytes()


def _readme(study: Study) -> str:
    stamp = "SIMULATED: all people and answers here are invented.\n\n" if study.is_simulated else ""
    return (
        f"{stamp}{study.title}\n{study.purpose}\n\n"
        f"Answers of the year {study.year}, for the named researchers and this purpose, until "
        f"{study.ends_on}. Destroy every copy on that day. Try to find nobody in it. Publish no "
        f"number of fewer than {study.k} answers. Use the weight. Empty is no answer, or one that "
        'a whole group shared; "any" stands where a group was too small.\n'
    )
