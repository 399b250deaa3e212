"""The meetup of all groups: a season, its options, answers, sites, news and the day itself."""

from groups.models.meetup.asked import MeetupAsked, Need, SlotAnswer, Suits
from groups.models.meetup.exchange import GroupNews, InTouch, Theme
from groups.models.meetup.options import AreaDistance, MeetupPlace, MeetupSlot
from groups.models.meetup.season import Meetup, SeasonName
from groups.models.meetup.site import MeetupReply, MeetupSite

__all__ = [
    "AreaDistance",
    "GroupNews",
    "InTouch",
    "Meetup",
    "MeetupAsked",
    "MeetupPlace",
    "MeetupReply",
    "MeetupSite",
    "MeetupSlot",
    "Need",
    "SeasonName",
    "SlotAnswer",
    "Suits",
    "Theme",
]
