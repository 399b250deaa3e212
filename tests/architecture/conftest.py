"""The world of every address, for the matrix."""

from tests.access.fixtures import door, world

__all__ = ["door", "world"]
