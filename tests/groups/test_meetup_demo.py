"""The demo's two seasons: one over with notes and thanks, one in asking; the same at each telling."""

from groups.demo import meetups
from groups.demo.post_office import PostOffice
from groups.demo.service import Stage
from groups.models import GroupNews, Meetup, MeetupAsked, MeetupReply, MeetupSite, Place
from groups.states import MeetupState
from notifications.models import Message
from tests import cast
from tests.groups.actions.conftest import let_go


class Post(PostOffice):
    def __init__(self):
        """Without stand-ins: what is due is taken to have gone."""

    def deliver(self):
        let_go()


def test_one_season_is_over_and_one_is_in_asking(stage):
    cast.place(stage.severn, "Northgate Hall", "Northgate Hall")
    Place.objects.filter(short_name="Northgate Hall").update(capacity=70, postcode="HB2 4RT")
    told = Stage(None, stage.severn, stage.nadia, stage.sam, stage.ife, stage.ruth, stage.cafe, None)
    meetups.tell(told, Post())

    over, asking = Meetup.objects.order_by("aim_on")
    assert (over.state, asking.state) == (MeetupState.HELD, MeetupState.ASKING)
    assert over.thanked_at
    assert over.notes
    assert MeetupSite.objects.filter(meetup=over).count() == 1
    assert MeetupReply.objects.filter(came=True).exists()
    assert GroupNews.objects.filter(meetup=over).count() == 2
    assert Message.objects.filter(kind="meetup-thanks").count() == 5
    assert MeetupAsked.objects.filter(meetup=asking).exclude(answered_at=None).count() == 2
