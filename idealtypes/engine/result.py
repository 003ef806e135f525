"""Results draw themselves, yet analysis knows nothing of figures: the package's root hands in who can draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Drawable:
    """A result with a figure of its own."""

    draw: ClassVar[Callable[..., Any]]

    def plot(self, **options: Any) -> Figure:
        """A matplotlib Figure of this result; matplotlib is imported now, not before."""
        return type(self).draw(self, **options)  # type: ignore[no-any-return]
