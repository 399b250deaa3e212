"""The kinds of message this app sends; importing it makes them known to the engine."""

from pmp.messages import patients, staff, tutors

__all__ = ["patients", "staff", "tutors"]
