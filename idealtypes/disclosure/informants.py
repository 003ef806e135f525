"""Who stands behind a cell: how many informants a source stands for, and which sources are public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from idealtypes.engine.tally import Floats, Tally
from idealtypes.errors import IdealtypesError
from idealtypes.model.sharing_file import SharingFile
from idealtypes.model.study import StudyData
from idealtypes.model.text import number_in

EVIDENCE = 1e-9  # less weight than this on a pole is none


@dataclass(frozen=True)
class Informants:
    """Source → how many informants it stands for; a `public` source stands for none, and hides nothing.

    A source of the kind `reported` stands for none either: what others say of informants adds nobody behind whom one
    could hide, and it is not public.
    """

    count: Mapping[str, int]
    public: frozenset[str]

    def weights(self, sources: Sequence[str]) -> tuple[Floats, Floats]:
        """Per source the informants that it stands for (a stranger for one), and 1 where it is to be protected."""
        count = [float(self.count.get(source, 1)) for source in sources]
        return np.array(count, float), np.array([float(s not in self.public) for s in sources], float)


def informants_of(study: StudyData, rules: SharingFile) -> Informants:
    """How many informants each source of a study stands for, under the rules.

    Raters, where these were sampled, are sources of the kind `rater`.

    Raises
    ------
    IdealtypesError
        Where the column that says how many holds anything but whole numbers from 1 on.
    """
    kinds: dict[str, str | None] = dict(study.sources.select("id", "kind").rows())
    if study.settings.unit == "rater":
        kinds |= dict.fromkeys(study.codings["coder"].unique().to_list(), "rater")
    stated: dict[str, object] = {}
    if rules.informants is not None:
        stated = dict(study.sources.select("id", rules.informants).rows())
    count: dict[str, int] = {}
    wrong: list[str] = []
    for source, kind in kinds.items():
        n = _whole(stated.get(source))
        if n is None:
            wrong.append(f"`{rules.informants}` of the source `{source}` is `{stated[source]}`")
        if kind in rules.public or kind == "reported":
            n = 0
        count[source] = n or 0
    if wrong:
        raise IdealtypesError(
            "; ".join(wrong) + ": it should be how many informants, a whole number from 1 on"
        )
    return Informants(count, frozenset(s for s, kind in kinds.items() if kind in rules.public))


def _whole(value: object) -> int | None:
    """A number of informants; 1 where nothing is said, None for what is no number of people."""
    if value is None or value == "":
        return 1
    found = number_in(value.strip()) if isinstance(value, str) else value
    if isinstance(found, int | float) and found == int(found) and found >= 1:
        return int(found)
    return None


def behind(tally: Tally, people: Informants) -> tuple[Floats, Floats, Floats]:
    """Whom each cell of a tally rests on.

    Returns
    -------
    informants, sides, protected
        Of shape (cases, aspects): the informants with evidence; (cases, aspects, K): those with weight on the pole;
        (cases, aspects): the sources with evidence that are not public.
    """
    count, guarded = people.weights(tally.sources)
    shape = (len(tally.cases), len(tally.aspects))

    def summed(weight: Floats, among: Floats) -> Floats:
        held = np.where(among > EVIDENCE, weight[tally.source], 0.0)
        return np.bincount(tally.group, held, tally.groups).astype(float).reshape(shape)

    sides = [summed(count, pole) for pole in tally.mass.T]
    return summed(count, tally.total), np.stack(sides, axis=-1), summed(guarded, tally.total)


def largest(tally: Tally, people: Informants) -> Floats:
    """The largest part of a cell's weight that is one informant's, in [0, 1], of shape (cases, aspects).

    The weight of a source that stands for several informants is shared among them; public sources have none.
    """
    count, guarded = people.weights(tally.sources)
    shape = (len(tally.cases), len(tally.aspects))
    each = tally.total * (guarded / np.maximum(count, 1))[tally.source]
    most = np.zeros(tally.groups)
    np.maximum.at(most, tally.group, each)
    whole = np.bincount(tally.group, tally.total, tally.groups)
    return np.divide(most, whole, out=np.zeros_like(most), where=whole > EVIDENCE).reshape(shape)
