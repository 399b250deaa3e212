"""A state as the board shows it: the word on a coloured tag."""

from enum import Enum


class Tag(Enum):
    """Each value is the word, and the colour of the tag behind it."""

    @property
    def label(self) -> str:
        return str(self.value[0])

    @property
    def colour(self) -> str:
        return str(self.value[1])
