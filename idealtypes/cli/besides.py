"""`--with STUDY`: the cases of another study beside these, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from idealtypes.cli.labels import aspect_title, counted
from idealtypes.cli.opening import files, open_study, plainly
from idealtypes.cli.terminal import Screen, note
from idealtypes.engine.result import said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes.analyses.compare.other_studies import StudiesBeside
    from idealtypes.engine.views import View
    from idealtypes.model.study import StudyData


@dataclass(frozen=True, eq=False)
class With:
    """Other studies as the command line speaks of them."""

    joined: StudiesBeside
    studies: tuple[StudyData, ...]

    @classmethod
    def of(cls, first: StudyData, path: Path, others: Sequence[Path], view: View) -> With:
        """The study with others beside it; what is left out is told on standard error."""
        from idealtypes.analyses.compare.other_studies import beside

        studies = (first, *(open_study(other) for other in others))
        names = [_name(one, given) for one, given in zip(studies, (path, *others), strict=True)]
        with plainly():
            joined = beside(studies, names, view)
        for one in joined.left_out:
            note(f"left out: {one.what} of {one.where}: {one.why}")
        for text in joined.notes:
            note(said(text) or "")
        return cls(joined, studies)

    @property
    def inputs(self) -> list[Path]:
        """The files of all studies."""
        return [path for study in self.studies for path in files(study)]

    def heading(self, on: Screen) -> Iterator[RenderableType]:
        """The other studies, the aspects in common, and whose evidence is complete."""
        profile = self.joined.profile
        for study, cases in zip(self.studies[1:], self.joined.cases[1:], strict=True):
            yield f"with: {study.title.say()} ({counted(len(cases), 'case')})"
        aspects = "; ".join(aspect_title(profile.scheme, aspect) for aspect in profile.aspects)
        yield f"on {counted(len(profile.aspects), 'aspect')} in common: {aspects}"
        sure = [profile.title(c) for c in range(len(profile.cases)) if profile.complete[c]]
        if sure and len(sure) < len(profile.cases):
            yield (
                f"The evidence is complete in: {'; '.join(sure)}. A difference or distance from it has the other's "
                "interval alone."
            )
        yield "Coded apart: that one code means the same in both is for a reader to judge."


def _name(study: StudyData, given: Path) -> str:
    """The name of a study's folder, however it was named."""
    root = study.root or given
    return root.resolve().name
