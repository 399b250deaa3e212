"""What groups say, one class per kind; importing this package registers them all."""

from groups.messages import answers, concerns, groups, meetings, meetups, organisers, tutors

__all__ = ["answers", "concerns", "groups", "meetings", "meetups", "organisers", "tutors"]
