"""Licences of what idealtypes pulls in: `python -m release.licences` writes `docs/licences.md` from what is installed.

Copyleft is told, and stops a release where it would bind who passes idealtypes on: a strong one in what runs needs, or
in an engine. `--check` compares and writes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from release.installed import GROUPS, ROOT, RUNTIME, Pulled, pulled

PAGE = ROOT / "docs" / "licences.md"
PERMISSIVE, WEAK, STRONG = "permissive", "weak copyleft", "strong copyleft"
# SPDX identifiers; one that stands in no row stops the release until a person has read that licence.
KINDS = {
    PERMISSIVE: (
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-PDDC", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-CMU",
        "MIT-0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
    ),
    WEAK: ("LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0"),
    STRONG: (
        "AGPL-3.0-only", "AGPL-3.0-or-later", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later",
    ),
}  # fmt: skip
KIND = {identifier: kind for kind, members in KINDS.items() for identifier in members}
# What metadata say where they give no SPDX expression; BSD alone is told apart by the text of the licence.
SPOKEN = {
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
# Read in the project's own repository, where metadata leave the version open.
READ = {
    "axe-playwright-python": "MIT AND MPL-2.0",
    "docutils": "CC-PDDC AND BSD-2-Clause AND BSD-3-Clause",  # an Emacs mode under the GPL is in its sources alone
    "pyphen": "LGPL-2.1-or-later",  # of three to choose from, the one that binds a user of it least
    **{f"sphinxcontrib-{name}help": "BSD-2-Clause" for name in ("apple", "dev", "html", "qt")},
    "sphinxcontrib-serializinghtml": "BSD-2-Clause",
    "yattag": "LGPL-2.1-only",
}  # axe-core, which the first holds, is under MPL
NO_ENDORSEMENT = re.compile(r"endorse\s+or\s+promote")  # the third clause
ABOUT = {
    RUNTIME: "What every installation has.",
    "engines": "With `idealtypes[engines]`: places where codings may live, beside polars.",
    "pdf": "With `idealtypes[pdf]`: prints PDFs where there is no Chromium.",
    "dev": "With `idealtypes[dev]`: to change and test it. None of it is passed on.",
    "docs": "With `idealtypes[docs]`, which `make docs` asks for.",
    "mutants": "With `idealtypes[mutants]`, which `make mutants` asks for.",
    "release": "With `idealtypes[release]`, which `make release` asks for.",
}
HEAD = """\
# Licences of what idealtypes pulls in

idealtypes is under the MIT licence. Below stands, by the group that asks for it first, every distribution that its
requirements lead to, with its licence as an SPDX expression, from the metadata of what is installed:
`python -m release.licences` writes this page, and `make release` checks it. Versions stand in `constraints.txt`.

{copyleft}

Read on Linux; on other systems some few differ (on Windows click asks for colorama, BSD-3-Clause).
What a wheel has compiled in (a BLAS in numpy and scipy, libxml2 in lxml) is under licences of its own, which the wheel
brings along; they are read here as far as its expression names them.
"""


@dataclass(frozen=True)
class Licensed:
    """A distribution with its licence and what kind of licence that is; None where it cannot be told."""

    pulled: Pulled
    licence: str | None
    kind: str | None


def licence_of(held: Distribution) -> str | None:
    """The licence as an SPDX expression: stated as one, or spoken of in a way that leaves no doubt; else None."""
    told = held.metadata
    if held.name in READ:
        return READ[held.name]
    stated = told.get("License-Expression")
    if stated:
        return str(canonicalize_license_expression(stated))
    named = [
        line.split(" :: ")[-1] for line in told.get_all("Classifier") or () if line.startswith("License")
    ]
    for said in (told.get("License") or "", *named):
        if len(said) > 60:
            continue  # the licence itself, which may speak of others
        if said.lower() in SPOKEN:
            return SPOKEN[said.lower()]
        try:
            return str(canonicalize_license_expression(said))
        except InvalidLicenseExpression:
            continue
    if any("BSD" in said for said in (told.get("License") or "", *named)):
        return _bsd(held)
    return None


def _bsd(held: Distribution) -> str | None:
    """Which BSD licence the distribution's file, or its field, holds: without the third clause it is the short one."""
    texts = [
        Path(str(held.locate_file(file))).read_text(encoding="utf-8", errors="replace")
        for file in held.files or ()
        if re.search(r"dist-info/(licenses/)?(LICEN[CS]E|COPYING)[^/]*$", str(file))
    ]
    text = "\n".join(texts) or held.metadata.get("License") or ""
    if "Redistribution and use" not in text:
        return None
    return "BSD-3-Clause" if NO_ENDORSEMENT.search(text) else "BSD-2-Clause"


def kind_of(licence: str) -> str | None:
    """How far an expression binds: all that AND joins, the least of what OR offers; None where a licence is not known.

    >>> kind_of("MIT AND PSF-2.0"), kind_of("GPL-3.0-or-later OR MIT"), kind_of("MPL-2.0"), kind_of("Odd-1.0")
    ('permissive', 'permissive', 'weak copyleft', None)
    """
    order = [PERMISSIVE, WEAK, STRONG]
    choices = []
    for choice in licence.replace("(", "").replace(")", "").split(" OR "):
        kinds = [KIND.get(part.split(" WITH ")[0]) for part in choice.split(" AND ")]
        if None not in kinds:
            choices.append(max(order.index(str(kind)) for kind in kinds))
        elif " OR " not in licence:
            return None
    return order[min(choices)] if choices else None


def licensed(groups: Sequence[str] = GROUPS) -> tuple[list[Licensed], list[str]]:
    """Every distribution with its licence, and the names that are not installed."""
    found, absent = pulled(groups)
    out = []
    for one in found:
        licence = licence_of(one.distribution)
        out.append(Licensed(one, licence, None if licence is None else kind_of(licence)))
    return out, absent


def faults(found: Sequence[Licensed]) -> list[str]:
    """What stops a release: a licence that cannot be told or is not known, and strong copyleft in what is passed on."""
    out = []
    for one in found:
        name = one.pulled.name
        if one.licence is None:
            out.append(
                f"{name}: its metadata do not say which licence it is under: read it, and name it in SPOKEN"
            )
        elif one.kind is None:
            out.append(
                f"{name}: {one.licence} stands in no row of KINDS: read it, and say of which kind it is"
            )
        elif one.kind == STRONG and one.pulled.group in (RUNTIME, "engines"):
            out.append(
                f"{name}: {one.licence} binds who passes idealtypes[{one.pulled.group}] on: do without it"
            )
    return out


def page(found: Sequence[Licensed]) -> str:
    """The page: copyleft first, then a table a group."""
    bound = [one for one in found if one.kind in (WEAK, STRONG)]
    told = [
        f"- `{one.pulled.name}` ({one.pulled.group}): {one.licence}, {one.kind}."
        for one in sorted(bound, key=lambda one: (GROUPS.index(one.pulled.group), one.pulled.name))
    ]
    if bound:
        copyleft = "Under a licence with copyleft:\n\n" + "\n".join(told)
    else:
        copyleft = "None is under a licence with copyleft."
    parts = [HEAD.format(copyleft=copyleft)]
    for group in GROUPS:
        rows = [one for one in found if one.pulled.group == group]
        if rows:
            lines = "".join(f"| `{one.pulled.name}` | {one.licence} |\n" for one in rows)
            head = f"## {group.capitalize()}\n\n{ABOUT[group]}\n\n| distribution | licence |\n|---|---|\n"
            parts.append(head + lines)
    return "\n".join(parts)


def main() -> int:
    """Write the page, or with `--check` compare it; what is wrong goes to standard error."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--check", action="store_true", help="compare the page, and write nothing")
    check = options.parse_args().check
    found, absent = licensed()
    wrong = [f"{name}: not installed here, so that its licence cannot be read" for name in absent] + faults(
        found
    )
    text = page(found)
    if not wrong and check and PAGE.read_text(encoding="utf-8") != text:
        wrong = ["docs/licences.md: no longer what is installed: run `python -m release.licences`"]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    if not check:
        PAGE.write_text(text, encoding="utf-8")
    print(
        f"licences: {len(found)} distributions, of which {sum(one.kind != PERMISSIVE for one in found)} with copyleft"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
