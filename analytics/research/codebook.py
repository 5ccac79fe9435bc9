from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from analytics.research.protection import ProtectedRecords
from analytics.research.recoding import WEIGHT

NAMESPACE = "ddi:codebook:2_5"


@dataclass(frozen=True)
class Variable:
    name: str
    label: str
    values: Mapping[str, str]
    is_key: bool = False


@dataclass(frozen=True)
class Study:
    title: str
    purpose: str
    year: str
    ends_on: str
    made_on: str
    k: int
    is_simulated: bool


def codebook_xml(study: Study, variables: Sequence[Variable], protected: ProtectedRecords) -> bytes:
    ET.register_namespace("", NAMESPACE)
    root = _node(None, "codeBook", version="2.5")
    _study(root, study, protected)
    file = _node(root, "fileDscr", ID="F1")
    text = _node(file, "fileTxt")
    _node(text, "fileName", "answers.csv")
    dimensions = _node(text, "dimensns")
    _node(dimensions, "caseQnty", str(len(protected.records)))
    _node(dimensions, "varQnty", str(len(variables)))
    data = _node(root, "dataDscr")
    for number, variable in enumerate(variables, 1):
        weighted = {} if variable.name == WEIGHT else {"wgt-var": "V1"}
        told = {"wgt": "wgt"} if variable.name == WEIGHT else weighted
        node = _node(data, "var", ID=f"V{number}", name=variable.name, files="F1", **told)
        _node(node, "labl", variable.label)
        for code, words in variable.values.items():
            category = _node(node, "catgry")
            _node(category, "catValu", code)
            _node(category, "labl", words)
        _node(node, "varFormat", type="character" if variable.values else "numeric")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _study(root: ET.Element, study: Study, protected: ProtectedRecords) -> None:
    described = _node(root, "stdyDscr")
    citation = _node(described, "citation")
    titles = _node(citation, "titlStmt")
    _node(titles, "titl", f"{'SIMULATED: ' if study.is_simulated else ''}{study.title}")
    production = _node(citation, "prodStmt")
    _node(production, "prodDate", study.made_on)
    info = _node(described, "stdyInfo")
    _node(info, "abstract", study.purpose)
    summary = _node(info, "sumDscr")
    _node(summary, "timePrd", study.year)
    _node(summary, "nation", "England and Wales")
    _node(summary, "anlyUnit", "Answer of a victim of crime to the ten questions of the survey")
    method = _node(described, "method")
    collected = _node(method, "dataColl")
    _node(collected, "weight", "Design weight, raked to the frame of each force, kept coarsely.")
    _node(method, "notes", _protection(study, protected))
    access = _node(described, "dataAccs")
    use = _node(access, "useStmt")
    _node(use, "restrctn", f"For the named researchers and this purpose, until {study.ends_on}.")


def _protection(study: Study, protected: ProtectedRecords) -> str:
    given_up = ", ".join(f"{name} {count}" for name, count in protected.coarsened.items())
    return (
        f"Every group of all keys holds {study.k} answers or more; the smallest "
        f"{protected.smallest}. Keys given up, by record: {given_up}. Answers that a whole "
        f"group shared were taken out: "
        f"{protected.silenced}. Records dropped: {protected.dropped}."
    )


def _node(parent: ET.Element | None, name: str, text: str = "", /, **told: str) -> ET.Element:
    tag = f"{{{NAMESPACE}}}{name}"
    node = ET.Element(tag, told) if parent is None else ET.SubElement(parent, tag, told)
    node.text = text or None
    return node
