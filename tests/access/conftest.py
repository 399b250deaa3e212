"""The world of every address, and everybody's browser."""

from tests.access.fixtures import door, world

__all__ = ["door", "world"]
