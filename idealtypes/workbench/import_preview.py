"""What an import would make of a file, tried on a copy that is thrown away: the account, what is odd then, who is who.

A new study is made in the run's own folder and looked through as `check` does; of the open study a copy is changed, if
it is small. Nothing is written where the study is, or will be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.errors import Fault, IdealtypesError
from idealtypes.model.spelling import look_alikes
from idealtypes.workbench.import_choices import ImportChoices, bare, told
from idealtypes.workbench.screen_words import ScreenWords
from idealtypes.workbench.session_folder import SessionFolder

if TYPE_CHECKING:
    from idealtypes import Imported
    from idealtypes.study import Study

Progress = Callable[[int, int], None]
SMALL = 50_000_000  # bytes of a study that is copied to be tried on
NAMED = 5  # places that are named of things skipped for one reason
TOLD = 100  # things of a kind that are shown
WHOSE = ("sources", "coders", "cases")


def preview(
    chosen: ImportChoices, folder: SessionFolder, labels: ScreenWords, progress: Progress
) -> dict[str, Any]:
    """What would come of an import, `found`, or the `problems` that keep it from being done."""
    with folder.trying() as place:
        try:
            return _tried(chosen, place / chosen.into.name, folder, labels, progress)
        except IdealtypesError as problem:
            return told(problem, place, chosen.file.parent)


def _tried(
    chosen: ImportChoices, copy: Path, folder: SessionFolder, labels: ScreenWords, progress: Progress
) -> dict[str, Any]:
    import idealtypes as it

    at = chosen.file.parent
    if not chosen.new and not _copied(chosen.into, copy, folder):
        made = it.import_project(chosen.file, chosen.into, **chosen.options, dry_run=True, progress=progress)
        return found(made, labels, at)
    before = () if chosen.new else it.check(copy).warnings
    made = brought(chosen, copy, progress)
    if made.codebook:
        return found(made, labels, at)
    now = it.check(copy)
    known = {one.message for one in before}
    odd = [one for one in (*now.faults, *now.warnings) if one.message not in known]
    alike = [] if now.study is None else _alike(it.read_study(copy))
    return found(made, labels, at, [_odd(one) for one in odd[:TOLD]], alike)


def _copied(root: Path, copy: Path, folder: SessionFolder) -> bool:
    """Copy a study to be tried on; whether it is small, and can be read there: it may name files outside its folder."""
    import idealtypes as it

    if not folder.copied(root, copy, SMALL):
        return False
    try:
        it.read_study(copy)
    except IdealtypesError:
        return False
    return True


def brought(chosen: ImportChoices, into: Path, progress: Progress) -> Imported:
    """Import into a folder, and settle whose names are one; what cannot be settled was told by the preview.

    Raises
    ------
    IdealtypesError
        As `import_project` and `edit` do.
    """
    import idealtypes as it

    made = it.import_project(chosen.file, into, **chosen.options, progress=progress)
    if chosen.alike and not made.codebook:
        settle(into, chosen.alike)
    return made


def settle(root: Path, alike: Mapping[str, Any]) -> None:
    """Say in study.yaml whose names are one and the same, and whose are not, though they look alike.

    A row that lists another name of a source or a case is taken out: it is the same one.
    """
    import idealtypes as it

    study = it.read_study(root)
    edits: list[Any] = []
    for whose in WHOSE:
        there = set(_names(study, whose))
        for group in alike.get(whose, ()):
            names = [name for name in group.get("names", ()) if name in there]
            if len(names) < 2:
                continue
            same = group.get("same") is True
            said = {names[0]: names[1:]} if same else {name: [] for name in names}
            edits += [
                it.SetValue("study.yaml", ("aliases", whose, name), others) for name, others in said.items()
            ]
            if same and whose in ("sources", "cases") and (root / f"{whose}.csv").is_file():
                edits += [it.DropRow(whose, {"id": name}) for name in names[1:]]
    if edits:
        it.edit(root, edits)


def _names(study: Study, whose: str) -> list[str]:
    if whose == "coders":
        return list(dict.fromkeys(one for one in study.readings["coder"] if one))
    return list((study.sources if whose == "sources" else study.cases)["id"])


def _alike(study: Study) -> list[dict[str, Any]]:
    """Groups of names that differ in capitals, accents or look-alike letters only, and are not settled."""
    groups = []
    for whose in WHOSE:
        titles = _titles(study, whose)
        for group in look_alikes(titles.values()):
            ids = [key for name in group for key, title in titles.items() if title == name]
            settled = all(key in study.aliases.get(whose, {}).values() for key in ids)  # type: ignore[call-overload]
            if not settled:
                groups.append({"whose": whose, "names": ids, "titles": list(group)})
    return groups[:TOLD]


def _titles(study: Study, whose: str) -> dict[str, str]:
    """Id → what it is called: an import gives ids of its own to names that look alike."""
    names = _names(study, whose)
    frame = {"sources": study.sources, "cases": study.cases}.get(whose)
    if frame is None or "title" not in frame.columns:
        return {name: name for name in names}
    return {key: title or key for key, title in frame.select("id", "title").iter_rows()}


def _odd(one: Fault) -> dict[str, Any]:
    return {"file": Path(one.file).name, "line": one.line, "message": one.message}


def found(
    made: Imported, labels: ScreenWords, place: Path, odd: Iterable[Any] = (), alike: Iterable[Any] = ()
) -> dict[str, Any]:
    """What was read, what became of it and what was not, as the page shows it; the file lies in a place of the run."""
    return {
        "problems": [],
        "found": {**_found(made, labels, place), "odd": list(odd), "alike": list(alike)},
    }


def _found(made: Imported, labels: ScreenWords, place: Path) -> dict[str, Any]:
    account = made.account.to_dict()
    kinds = [kind for kind, number in account["held"].items() if number]
    counts = {**made.counts, **({"folders": made.folders} if made.folders else {})}
    if "aspects" in counts:  # of ratings
        counts = {key: counts[key] for key in ("statements", "cases", "aspects", "coders")}
        counts = {"ratings" if key == "statements" else key: number for key, number in counts.items()}
        counts = {"raters" if key == "coders" else key: number for key, number in counts.items()}
    return {
        "title": made.title + (f" ({made.maker})" if made.maker else ""),
        "name": made.name,
        "counts": [
            labels.say(f"import.counts.{what}", n=number) for what, number in counts.items() if number
        ],
        "account": [
            {"kind": labels.say(f"import.kinds.{kind}"), **{way: account[way][kind] for way in account}}
            for kind in kinds
        ],
        "notes": [bare(one, place) for one in made.notes],
        "skipped": _grouped(made.skipped, place),
        "changes": _grouped(made.changes, place),
        "conflicts": _grouped(made.conflicts, place),
        "became": made.became,
        "files": [name for name in made.files if not name.startswith("texts/")],
        "texts": sum(name.startswith("texts/") for name in made.files),
        "fresh": made.fresh,
        "codebook": made.codebook,
        "together": list(made.together),
        "rated": "aspects" in made.counts,
    }


def _grouped(ones: Iterable[Any], place: Path) -> list[dict[str, Any]]:
    """Things by why: how many, the first of them, and where they are."""
    whys: dict[str, list[str]] = defaultdict(list)
    for one in ones:
        whys[one.why].append(bare(", ".join(filter(None, (one.what, one.where))), place))
    return [
        {"why": why, "n": len(places), "places": places[:NAMED]} for why, places in list(whys.items())[:TOLD]
    ]
