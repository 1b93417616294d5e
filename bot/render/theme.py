"""The inks of pictures, for light and for dark screens."""

from dataclasses import dataclass
from enum import StrEnum

from adapters.model import Impact


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours: of the paper, of letters, and of lines that lead the eye."""

    paper: str
    letters: str
    lines: str


class Theme(StrEnum):
    """Which kind of screen a picture is for."""

    LIGHT = "light"
    DARK = "dark"

    @property
    def ink(self) -> Ink:
        """What to draw with."""
        return _INKS[self]


_INKS = {Theme.LIGHT: Ink("#ffffff", "#1d1c1d", "#dddde0"), Theme.DARK: Ink("#1a1d21", "#e8e8e8", "#3c4045")}

# Beside the colour, so that nobody needs to tell colours apart; in the letters of matplotlib.
PATTERNS = {
    Impact.CRITICAL: "xxxx",
    Impact.MAJOR: "/////",
    Impact.MINOR: "",
    Impact.UNKNOWN: "...",
    Impact.NONE: "||||",
    Impact.MAINTENANCE: "",
}
