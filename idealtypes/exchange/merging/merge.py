"""A project of another program on its way into a study: new, a second coder's, or a new version of one that is there.

All three are one operation. What the project's things are is told, in this order, by what is remembered of an earlier
import of it (`imports.json`), by texts (`idealtypes.exchange.merging.identity`), and by names. Then the codings of the
coders in the file replace what these coders had on its passages; those of other coders stay. What the user has written
since (placements, rationales, further columns) stays; where both have changed the same thing, the study's holds, and
the conflict is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from idealtypes.errors import Skipped
from idealtypes.exchange.against import with_stances
from idealtypes.exchange.contents import (
    Known,
    KnownPassage,
    Merged,
    Notice,
    Put,
    StudyContents,
    judge,
    whose,
)
from idealtypes.exchange.foreign_names import cell, one_line, stacked
from idealtypes.exchange.merging.matched_codes import Codebook, merged_codes
from idealtypes.exchange.merging.matched_passages import Passages
from idealtypes.exchange.merging.renamed_codes import told_as_versions
from idealtypes.exchange.project import Project
from idealtypes.model.stance import signed


def merged(
    contents: StudyContents, project: Project, coder: str | None = None, file: str = "", sha256: str = ""
) -> Merged:
    """The study with the project in it.

    Parameters
    ----------
    contents
        The study as it is; an empty one for a new study.
    project
        What was read.
    coder
        Who coded, where the project names nobody, or one person by another name.
    file, sha256
        What was read, to be remembered.

    Raises
    ------
    IdealtypesError
        For a `coder` beside a project that names several.
    """
    understood = with_stances(project, contents)
    made = _Merge(contents, understood.project, coder)
    made.notes += understood.notes
    return made.done(file, sha256, understood.joined)


class _Merge(Passages):
    def done(self, file: str, sha256: str, denials: int) -> Merged:
        project, known = self.project, self.known
        self.here = set(self.source_ids.values())
        self.mine = set() if known is None else {one.id for one in known.passages.values()}
        codebook = merged_codes(self.contents, project, known)
        self._take(codebook)
        marks = self._marks(codebook.ids)
        self._statements(marks)
        self._texts_moved()
        self._codings(codebook.ids)
        self._readings()
        self._gone()
        self._every_case()
        spans = {
            one.id: KnownPassage(self.passage_ids[one.id], one.start, one.end)
            for one in project.passages
            if self.passage_ids.get(one.id) in self.statements
        }
        if known is not None:  # what lies in sources that this file does not have stays remembered
            here = set(self.source_ids.values())
            stay = {
                key: one
                for key, one in known.passages.items()
                if key not in spans
                and one.id in self.statements
                and self.statements[one.id]["source"] not in here
            }
            spans = stay | spans
        new = Known(
            project.format,
            one_line(project.name),
            one_line(project.maker),
            file,
            sha256,
            codes=({} if known is None else dict(known.codes)) | codebook.known,
            sources=({} if known is None else dict(known.sources)) | self.source_ids,
            cases={key: own for key, own in self.case_ids.items() if own in self.cases},
            coders=({} if known is None else dict(known.coders))
            | {k: v for k, v in self.coders.items() if k},
            passages=spans,
        )
        others = tuple(one for one in self.contents.known if one is not known)
        result = replace(
            self.contents,
            codes=codebook.codes,
            statements=self.statements,
            codings=self.codings,
            readings=frozenset(self.readings),
            sources=self.sources,
            texts=self.texts,
            cases=self.cases,
            known=(*others, new),
        )
        before = set() if known is None else {one.id for one in known.codes.values()}
        gone = before - {one.id for one in codebook.known.values()}
        return Merged(
            result,
            known is not None,
            tuple(told_as_versions(self.changes, self.contents, result, gone)),
            tuple(self.conflicts),
            tuple(self.skipped),
            tuple(self.notes),
            *self._counted(codebook.ids, denials),
            project.counts(),
            sum(not code.codable for code in project.codes),
        )

    def _counted(self, codes: Mapping[str, str], denials: int) -> tuple[dict[str, int], dict[str, int]]:
        """What is in the study now of sources, codes, passages and codings, and how many more are one with these."""
        of = {
            "sources": [self.source_ids[one.id] for one in self.project.sources],
            "codes": [codes[one.id] for one in self.project.codes],
            "passages": [own for own in self.passage_ids.values() if own in self.statements],
        }
        kept = {kind: len(set(ids)) for kind, ids in of.items()}
        joined = {kind: len(ids) - kept[kind] for kind, ids in of.items()}
        joined["codes"] += denials
        return kept | {"codings": len(self.put)}, joined | {"codings": self.twice}

    def _take(self, codebook: Codebook) -> None:
        self.changes += [Notice(*one) for one in codebook.changes]
        self.conflicts += [Notice(*one) for one in codebook.conflicts]
        self.skipped += codebook.skipped
        self.notes += codebook.notes

    def _codings(self, codes: Mapping[str, str]) -> None:
        """The codings of the file instead of those that its coders had on its passages."""
        before = self._replaced()
        for put in before:
            del self.codings[put]
        new: dict[Put, float] = {}
        self.twice = 0
        memos: dict[str, list[str]] = defaultdict(list)
        for coding in self.project.codings:
            own, code = self.passage_ids.get(coding.passage), codes.get(coding.code)
            if own is None or code is None:
                if code is None:
                    why = "it names a code that the codebook of the file does not have"
                    self.skipped.append(Skipped("a coding", coding.passage, why, codings=1))
                elif coding.passage not in self.without_source:
                    why = "it names a passage that the file does not have"
                    self.skipped.append(Skipped("a coding", coding.passage, why, codings=1))
                continue
            if not 0 < coding.intensity <= 1:
                why = f"its intensity is {coding.intensity:g}: an intensity is above 0 and at most 1"
                self.skipped.append(Skipped("a coding", coding.passage, why, codings=1))
                continue
            code = signed(code, coding.against)
            put = (own, code, judge(self.coders[coding.coder], coding.occasion))
            self.twice += put in new
            new[put] = max(new.get(put, 0.0), coding.intensity)
            if memo := cell(coding.memo):
                memos[own].append(f"{code}: {memo}")
        for own, lines in memos.items():
            row = self.statements[own]
            row["coding_memos"] = stacked([*row.get("coding_memos", "").split("\n"), *lines])
        self.put = new
        if self.twice:
            self.notes.append(
                f"{self.twice} codings put a code on a passage that had it from the same coder already: counted once"
            )
        gone = [put for put in before if put not in new]
        for statement, code, coder in gone:
            where = f"{statement}: {code}{whose(coder)}"
            self.changes.append(Notice("a coding is gone", where, "this version lacks it"))
        if self.contents.statements:
            for statement, code, coder in new:
                if (
                    statement in self.contents.statements
                    and (statement, code, coder) not in self.contents.codings
                ):
                    where = f"{statement}: {code}{whose(coder)}"
                    self.changes.append(Notice("a new coding", where, "it was not there"))
        self.codings |= new

    def _readings(self) -> None:
        """The readings of the file instead of those that its coders had on its passages."""
        coded = {(statement, by) for statement, _, by in self.codings}
        before = {one for one in self.readings if self._is_replaced(*one)}
        new: set[tuple[str, str]] = set()
        for reading in self.project.readings:
            own = self.passage_ids.get(reading.passage)
            if own is not None:
                new.add((own, judge(self.coders[reading.coder], reading.occasion)))
        new -= coded
        self.readings = (self.readings - before - coded) | new
        if new:
            self.notes.append(
                f"{len(new)} rows name a coder and no code: she read the statement and put none on it, which agreement "
                "counts"
            )

    def _is_replaced(self, statement: str, by: str) -> bool:
        """Whether an earlier import of this project may have made what a coder of this file had on a statement."""
        if not self._is_put_anew(by):
            return False
        return statement in self.mine and self.statements[statement].get("source") in self.here

    def _replaced(self) -> list[Put]:
        """Codings of the study that an earlier import of this project may have made, by coders of this file."""
        return [put for put in self.contents.codings if self._is_replaced(put[0], put[2])]

    def _gone(self) -> None:
        """Statements of an earlier import on which nothing is coded any more, and which nobody read."""
        if self.known is None:
            return
        coded = {one[0] for one in (*self.codings, *self.readings)}
        was_coded = {one[0] for one in (*self.contents.codings, *self.contents.readings)}
        for key in {one.id: None for one in self.known.passages.values()}:
            if key not in self.statements or key in coded or key not in was_coded:
                continue
            if key in self.contents.protected:
                why = "a claim or a scenario names it, so it stays, without a code"
                self.conflicts.append(Notice("a statement whose passage is gone", key, why))
            else:
                del self.statements[key]
                self.changes.append(
                    Notice("a statement is gone", key, "no passage of this version is the same")
                )
