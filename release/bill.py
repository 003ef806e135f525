"""The bill of materials: `python -m release.bill` writes `dist/idealtypes-VERSION.cdx.json` (CycloneDX) of what runs.

Components are what an installation and its engines need, at the versions that are tested; who develops is left out. No
dates but SOURCE_DATE_EPOCH, no paths, no addresses: the same installation gives the same bytes.
"""

from __future__ import annotations

import os
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from release.installed import PROJECT, ROOT, RUNTIME, asked
from release.licences import Licensed, faults, licensed


def component(one: Licensed) -> Component:
    """A distribution as the bill has it; an engine's is optional."""
    name, version = one.pulled.name, one.pulled.version
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        bom_ref=f"{name}=={version}",
        purl=PackageURL("pypi", None, name, version),
        scope=ComponentScope.REQUIRED if one.pulled.group == RUNTIME else ComponentScope.OPTIONAL,
        licenses=[LicenseExpression(str(one.licence))],
    )


def bill(found: list[Licensed], version: str, day: datetime) -> str:
    """The bill as JSON that holds to the schema.

    Raises
    ------
    ValueError
        Where it does not.
    """
    root = Component(
        type=ComponentType.APPLICATION,
        name=PROJECT,
        version=version,
        bom_ref=f"{PROJECT}=={version}",
        purl=PackageURL("pypi", None, PROJECT, version),
        licenses=[LicenseExpression("MIT")],
    )
    parts = {one.pulled.name: component(one) for one in found}
    known = "\n".join(f"{name}=={part.version}" for name, part in sorted(parts.items()))
    out = Bom(
        components=parts.values(),
        serial_number=uuid5(NAMESPACE_URL, f"{PROJECT}=={version}\n{known}"),
        metadata=BomMetaData(component=root, timestamp=day),
    )
    wanted = asked()
    direct = {canonicalize_name(one.name) for group in (RUNTIME, "engines") for one in wanted[group]}
    out.register_dependency(root, [parts[name] for name in sorted(direct)])
    for one in found:
        needs = [parts[name] for name in one.pulled.requires if name in parts]
        out.register_dependency(parts[one.pulled.name], needs)
    text = JsonV1Dot6(out).output_as_string(indent=2) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(f"the bill does not hold to its schema: {wrong.data}")
    return text


def main() -> int:
    """Write the bill; what is wrong goes to standard error."""
    found, absent = licensed((RUNTIME, "engines"))
    wrong = [f"{name}: not installed here" for name in absent] + faults(found)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    day = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    text = bill(found, version, day)
    for place in {str(ROOT), str(Path.home()), sys.prefix}:
        if place in text:
            print(f"the bill names a path of this machine: {place}", file=sys.stderr)
            return 1
    path = ROOT / "dist" / f"{PROJECT}-{version}.cdx.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"bill of materials: {path.relative_to(ROOT)}, {len(found)} components")
    return 0


if __name__ == "__main__":
    sys.exit(main())
