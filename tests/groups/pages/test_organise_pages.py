"""One list for a meeting: who comes, whom to ring, whom to remind."""

from datetime import timedelta

import pytest

from followon import clock
from groups.actions import meetings
from groups.models import Answer
from notifications.models import Message
from tests.groups.pages.conftest import place_of
from tests.groups.pages.paths import at


def test_one_list_for_a_meeting(stage, sharing_all, meeting, as_):
    meetings.answer(
        meeting, membership=place_of(stage.ellis, stage.steppers), coming="SEE", how="WEB", by=stage.ellis
    )

    page = as_(stage.gwen).get(at(meeting, "organise/")).content.decode()

    assert "Ring people (1)" in page
    assert "<strong>1 will see on the day</strong><br>Ellis" in page
    assert "<strong>3 have not answered</strong><br>Bill, Gwen and Khadija" in page
    assert "Len" not in page  # resting
    assert "Steady Steppers: Thursday 26 November, 11am, Larkfield Community Café. Can you come?" in page


def test_ringing_somebody_in_two_taps(stage, sharing_all, meeting, as_):
    client, path = as_(stage.gwen), at(meeting, "calls/")

    page = client.get(path).content.decode()
    assert 'href="tel:+441632960444"' in page
    assert "Khadija" not in page
    client.post(path, {"member": place_of(stage.bill, stage.steppers).pk, "said": "YES"})

    answer = Answer.objects.get(membership__person=stage.bill)
    assert (answer.coming, answer.how, answer.recorded_by) == ("YES", "PHONE", stage.gwen)
    assert "Ring people (0)" in client.get(at(meeting, "organise/")).content.decode()


def test_a_number_that_is_not_shared_is_not_shown(stage, meeting, as_):
    page = as_(stage.gwen).get(at(meeting, "calls/")).content.decode()

    assert "632960444" not in page
    assert "does not share a number with the group" in page
    assert 'href="tel:+441632960118"' in page


def test_nobody_picked_up(stage, sharing_all, meeting, as_):
    with clock.moved_to(meeting.starts_at - timedelta(days=1)):
        client, path = as_(stage.gwen), at(meeting, "calls/")
        client.post(path, {"member": place_of(stage.bill, stage.steppers).pk, "said": "NO_REPLY"})
        page = client.get(path).content.decode()

    assert not Answer.objects.exists()
    assert "Did not pick up last time." in page


@pytest.mark.parametrize(
    "form", [{"member": "999999", "said": "YES"}, {"member": "", "said": "YES"}, {"said": "PERHAPS"}]
)
def test_a_call_written_down_wrong(stage, meeting, as_, form):
    page = as_(stage.gwen).post(at(meeting, "calls/"), form, follow=True).content.decode()

    assert "Choose what they said." in page
    assert not Answer.objects.exists()


def test_nobody_of_another_group_is_answered_for(stage, meeting, as_):
    as_(stage.gwen).post(
        at(meeting, "calls/"), {"member": place_of(stage.rhys, stage.harbour).pk, "said": "YES"}
    )

    assert not Answer.objects.exists()


def test_a_reminder_shows_who_and_how_and_can_be_stopped(stage, sharing_all, meeting, as_):
    client, path = as_(stage.gwen), at(meeting, "remind/")

    page = client.get(f"{path}?to=everybody").content.decode()
    assert "4 people will hear from you" in page
    assert "Ellis, Gwen and Khadija" in page
    assert "3 texts, 12 pence" in page
    assert "Len" not in page

    sent = client.post(path, {"to": "everybody"})
    assert "0 of 3 sent. 1 to ring." in client.get(sent.url).content.decode()
    stopped = client.post(sent.url, {"batch": sent.url.partition("batch=")[2]}, follow=True).content.decode()
    assert "Stopped. 4 of 4 did not go out." in stopped
    assert set(Message.objects.filter(kind="meeting-reminder").values_list("state", flat=True)) == {
        "CANCELLED"
    }


def test_people_who_see_on_the_day_are_not_chased(stage, sharing_all, meeting, as_):
    meetings.answer(
        meeting, membership=place_of(stage.ellis, stage.steppers), coming="SEE", how="WEB", by=stage.ellis
    )

    as_(stage.gwen).post(at(meeting, "remind/"), {"to": "no-answer"})

    assert not Message.objects.filter(kind="meeting-reminder", person=stage.ellis).exists()
    assert Message.objects.filter(kind="meeting-reminder", person=stage.khadija).exists()
