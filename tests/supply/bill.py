"""The bill of materials: every package that is installed where the survey runs, as CycloneDX."""

import tomllib
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tests.supply.locks import ROOT, LockedPackage

LOCKED = "lock:sha256"


def product() -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    return Component(
        type=ComponentType.APPLICATION, name=name, version=version, bom_ref=f"{name}@{version}"
    )


def bill_of(packages: Sequence[LockedPackage], *, of: Component) -> str:
    bom = Bom()
    bom.metadata.component = of
    bom.metadata.timestamp = None  # type: ignore[assignment]  # two runs say the same
    parts = [(package, _component(package)) for package in packages]
    bom.components.update(part for _, part in parts)
    for parent in (of, *(part for _, part in parts)):
        needs = [part for package, part in parts if parent.name in package.asked_by]
        bom.register_dependency(parent, needs)
    told = "".join(f"{each.name}=={each.version}\n" for each in packages)
    bom.serial_number = uuid5(NAMESPACE_URL, f"{of.bom_ref}\n{told}")
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _component(package: LockedPackage) -> Component:
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        bom_ref=f"{package.name}@{package.version}",
        purl=PackageURL("pypi", None, package.name, package.version),
        properties=[Property(name=LOCKED, value=known) for known in package.hashes],
    )
