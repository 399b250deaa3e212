"""Calendar files: meetings in, text out. A neutral title, the place, a link; never who comes (ux 11)."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from followon.web.links import absolute_to
from groups.models import Meeting, MeetupSite, Mode
from groups.states import MeetingState

_PRODUCT = "-//Follow-on groups//Meetings//EN"


def file_of(meetings: Iterable[Meeting], *, name: str) -> bytes:
    """The meetings as one calendar. Times are instants in UTC, so that no phone has to know our clock changes.

    Each meeting keeps its UID for ever. SEQUENCE grows with each change, with being called off and with being put
    back, so that a phone takes the newest word for the newest.
    """
    return _file([_event(meeting) for meeting in meetings], name=name)


def file_of_meetup(site: MeetupSite) -> bytes:
    """A chosen day of the meetup of all groups, told apart from the groups' own meetings by its UID."""
    place, event = site.place.place, Event()
    event.add("uid", f"meetup-{site.pk}@follow-on-groups")
    event.add("dtstamp", site.chosen_at)
    event.add("dtstart", site.starts_at)
    event.add("dtend", site.ends_at)
    event.add("sequence", 2 * site.revision + (not site.is_on))
    event.add("status", "CONFIRMED" if site.is_on else "CANCELLED")
    event.add("summary", "All groups together")
    event.add("location", ", ".join(filter(None, [place.name, place.address, place.postcode])))
    event.add("url", absolute_to("groups:my_meetup", site.meetup_id))
    return _file([event], name="All groups together")


def _file(events: Iterable[Event], *, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _one_line(name))
    calendar.add("refresh-interval", timedelta(hours=8), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@follow-on-groups")
    event.add("dtstamp", meeting.edited_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("sequence", 2 * meeting.revision + (meeting.state == MeetingState.CANCELLED))
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    event.add("summary", _one_line(meeting.group.short_name))
    if where := _where(meeting):
        event.add("location", where)
    event.add(
        "description",
        f"{meeting.get_mode_display()}. Your answer, and how to get there, are on the meeting’s page.",
    )
    event.add("url", absolute_to("groups:my_meeting", meeting.group.code, meeting.pk))
    return event


def _one_line(text: str) -> str:
    """Words without line breaks, which a calendar could take for a field of their own."""
    return " ".join(text.split())


def _where(meeting: Meeting) -> str:
    if meeting.mode in (Mode.ONLINE, Mode.PHONE):
        return str(meeting.get_mode_display())
    place = meeting.place
    return ", ".join(filter(None, [place.name, place.address, place.postcode])) if place else ""
