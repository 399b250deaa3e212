"""The meetup of all groups: which dates suit, can you come, a change, off, news, thanks, in touch."""

from groups.messages.meetups.dates import MeetupDates, MeetupNotThisTime
from groups.messages.meetups.day import (
    AboutSite,
    MeetupCancelled,
    MeetupCancelledSoon,
    MeetupChanged,
    MeetupChangedSoon,
    MeetupInvite,
    MeetupSoon,
    MeetupTomorrow,
)
from groups.messages.meetups.exchange import AboutInTouch, InTouchAsk, InTouchYes, MeetupNews, MeetupThanks
from groups.messages.meetups.facts import (
    AboutMeetup,
    about_meetup,
    about_site,
    in_words,
    slot_words,
    slots_in_words,
)
from groups.messages.meetups.said_back import AckMeetupComing, AckMeetupDates, AckMeetupNumbers, AckMeetupOver

__all__ = [
    "AboutInTouch",
    "AboutMeetup",
    "AboutSite",
    "AckMeetupComing",
    "AckMeetupDates",
    "AckMeetupNumbers",
    "AckMeetupOver",
    "InTouchAsk",
    "InTouchYes",
    "MeetupCancelled",
    "MeetupCancelledSoon",
    "MeetupChanged",
    "MeetupChangedSoon",
    "MeetupDates",
    "MeetupInvite",
    "MeetupNews",
    "MeetupNotThisTime",
    "MeetupSoon",
    "MeetupThanks",
    "MeetupTomorrow",
    "about_meetup",
    "about_site",
    "in_words",
    "slot_words",
    "slots_in_words",
]
