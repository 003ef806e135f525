"""What may leave the project, as `sharing.yaml` in a study's folder says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from idealtypes.model.base import Checked, Model, Name, Names, Place
from idealtypes.model.text import Text

SMALLEST = 3  # with two informants behind a cell each of them could work out the other
K = 5


class TextInQuestion(Model):
    """A text of the study's own: where it stands, whether it may be shown, and the text that this was said of.

    The text is kept, so that what is shown is what was read: one that changes later has to be approved again.
    """

    at: str
    show: bool = False
    text: Text


class SharingFile(Checked):
    """What stands in `sharing.yaml`.

    Attributes
    ----------
    k
        How many informants have to stand behind every cell that is shown: 3 or more.
    informants
        The column of the sources that says for how many informants a source stands; without it, for one.
    public
        Kinds of sources that are no informants to protect, such as `document`, or `rater`.
    texts
        The texts of the study's own, and which of them may be shown.
    """

    k: Annotated[int, Field(ge=SMALLEST)] = K
    informants: Name | None = None
    public: Names = ()
    texts: tuple[TextInQuestion, ...] = ()

    def problems(self) -> Iterator[tuple[Place, str]]:
        """A place has one text."""
        seen: set[str] = set()
        for t, one in enumerate(self.texts):
            if one.at in seen:
                yield ("texts", t, "at"), f"`{one.at}` is given twice: keep one of them"
            seen.add(one.at)
