"""The part of a page that a picture is drawn in."""

from dataclasses import dataclass

from ui.paper.tagging import Box


@dataclass(frozen=True, kw_only=True)
class PlotFrame:
    """A part of the page for a plot; turns fractions of it into points of the page."""

    left: float
    bottom: float
    width: float
    height: float

    def x(self, across: float) -> float:
        return self.left + across * self.width

    def y(self, down: float) -> float:
        return self.bottom + (1 - down) * self.height

    @property
    def box(self) -> Box:
        return (self.left, self.bottom, self.left + self.width, self.bottom + self.height)
