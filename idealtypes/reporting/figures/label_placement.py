"""Where labels go so that none covers a mark, another label or a leader line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

Point = tuple[float, float]
GAP = 1.0
RADII = (0.0, 3.0, 7.0, 12.0, 18.0, 25.0, 33.0, 42.0, 52.0, 64.0)
# Beside a mark is better than above or below it, and that is better than askew.
ANGLES = (0, 8, 12, 4, 14, 2, 10, 6, 15, 1, 9, 7, 13, 3, 11, 5)


@dataclass(frozen=True)
class Box:
    """A rectangle in points; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def centre(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two come nearer to each other than `gap`."""
        across = self.left < other.right + gap and other.left < self.right + gap
        return across and self.top < other.bottom + gap and other.top < self.bottom + gap

    def within(self, frame: Box) -> bool:
        across = frame.left <= self.left and self.right <= frame.right
        return across and frame.top <= self.top and self.bottom <= frame.bottom

    def nearest(self, point: Point) -> Point:
        """The point of the rectangle that is nearest to another point."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.top), self.bottom)

    def crossed(self, start: Point, end: Point) -> bool:
        """Whether a straight line touches the rectangle.

        >>> Box(0, 0, 2, 2).crossed((-1, 1), (3, 1)), Box(0, 0, 2, 2).crossed((-1, 3), (3, 3))
        (True, False)
        """
        low, high = 0.0, 1.0
        for a, b, first, last in (
            (start[0], end[0], self.left, self.right),
            (start[1], end[1], self.top, self.bottom),
        ):
            if a == b:
                if not first <= a <= last:
                    return False
                continue
            ends = sorted(((first - a) / (b - a), (last - a) / (b - a)))
            low, high = max(low, ends[0]), min(high, ends[1])
        return low <= high


@dataclass(frozen=True)
class PlacedLabel:
    """Where a label lies, and its leader line where it stands away from its mark."""

    box: Box
    leader: tuple[Point, Point] | None


def placed(
    marks: Sequence[Box],
    sizes: Sequence[tuple[float, float]],
    frame: Box,
    lines: Sequence[Box] = (),
) -> list[PlacedLabel | None]:
    """A place for each mark's label, in their order; None where the frame has no room left.

    Parameters
    ----------
    marks
        The marks themselves, which no label covers.
    sizes
        Width and height of each mark's label.
    frame
        What labels stay within.
    lines
        Lines of the figure, such as its axes, and words that stand already: a label covers one only where it has
        no other place.

    >>> [label.box for label in placed([Box(4, 4, 6, 6)], [(4.0, 2.0)], Box(0, 0, 20, 20))]
    [Box(left=7.0, top=4.0, right=11.0, bottom=6.0)]
    """
    done: list[PlacedLabel | None] = []
    for mark, size in zip(marks, sizes, strict=True):
        there = [label for label in done if label is not None]
        around = [box for box in _around(mark, size, frame) if box.within(frame)]
        clear = [box for box in around if not any(box.meets(line) for line in lines)]
        candidates = (_label(mark, box) for box in (*clear, *around))
        done.append(next((label for label in candidates if _free(label, mark, marks, there)), None))
    return done


def _around(mark: Box, size: tuple[float, float], frame: Box) -> Iterator[Box]:
    """Rectangles around a mark, then all over the frame from near to far."""
    (x, y), (width, height) = mark.centre, size
    half = (mark.right - mark.left) / 2, (mark.bottom - mark.top) / 2
    for radius in RADII:
        for step in ANGLES:
            across, down = cos(step * pi / 8), -sin(step * pi / 8)
            far = half[0] + GAP + radius, half[1] + GAP + radius
            # on the circle of this radius, the label's own extent pushed outward
            yield Box.around(x + across * far[0] + _sign(across) * width / 2,
                             y + down * far[1] + _sign(down) * height / 2, width, height)  # fmt: skip
    steps = [
        (left * width, top * height)
        for left in range(int((frame.right - frame.left) // width))
        for top in range(int((frame.bottom - frame.top) // height))
    ]
    boxes = [
        Box(frame.left + a, frame.top + b, frame.left + a + width, frame.top + b + height) for a, b in steps
    ]
    yield from sorted(boxes, key=lambda box: hypot(box.centre[0] - x, box.centre[1] - y))


def _sign(value: float) -> int:
    return 0 if abs(value) < 1e-9 else 1 if value > 0 else -1


def _label(mark: Box, box: Box) -> PlacedLabel:
    end = box.nearest(mark.centre)
    start = mark.nearest(end)
    far = hypot(end[0] - start[0], end[1] - start[1])
    return PlacedLabel(box, (mark.centre, end) if far > 4 * GAP else None)


def _free(label: PlacedLabel, mark: Box, marks: Sequence[Box], there: Sequence[PlacedLabel]) -> bool:
    if any(label.box.meets(other, GAP) for other in marks):
        return False
    for other in there:
        if label.box.meets(other.box, GAP):
            return False
        if label.leader is not None and other.box.crossed(*label.leader):
            return False
        if other.leader is not None and label.box.crossed(*other.leader):
            return False
    return True
