"""Concerns as the team sees them: read by few, each reading written down, acted on in one tap, drilled monthly."""

from datetime import date, timedelta

import pytest

from followon import clock
from followon.audit.models import Event as Happened
from groups.actions import concerns
from groups.models.concern import Concern, ConcernOutcome, DutyRank
from groups.states import ConcernState
from notifications.models import Message
from pmp.actions import staff
from tests.safety.conftest import FIRST, LAST, SECRET, a_concern, on_rota

LIST = "/team/concerns/"


def page(client, url):
    return client.get(url).content.decode()


def test_the_list_shows_when_and_never_what(concern, duty, as_):
    shown = page(as_(duty.sam), LIST)

    assert "Concern of Tuesday 24 November, midday" in shown
    assert "Not yet acknowledged" in shown
    assert SECRET not in shown
    assert "Bill" not in shown
    assert "On duty today: Sam Oyelaran, then Ife Okafor." in shown


def test_danger_comes_first(duty, as_, now):
    a_concern(duty)
    with clock.moved_to(now + timedelta(minutes=5)):
        a_concern(duty, in_danger=True)
        shown = page(as_(duty.sam), LIST)

    assert shown.index("12:05pm") < shown.index("midday")
    assert "Somebody was said to be in danger." in shown


def test_reading_one_is_written_down(concern, duty, as_):
    assert SECRET in page(as_(duty.sam), f"{LIST}{concern.pk}/")

    read = Happened.objects.get(name="audit.details.read")
    assert (read.actor, read.about) == (f"person:{duty.sam.pk}", f"concern:{concern.pk}")


def test_its_history_is_for_those_who_may_read_it(concern, duty, as_):
    as_(duty.sam).get(f"{LIST}{concern.pk}/")

    told = page(as_(duty.ife), f"/team/history/concern:{concern.pk}/")
    assert "Sam Oyelaran looked at the words" in told
    assert as_(duty.nadia).get(f"/team/history/concern:{concern.pk}/").status_code == 404


def test_one_tap_and_the_clock_stops(concern, duty, as_):
    client = as_(duty.sam)

    after = client.post(f"{LIST}{concern.pk}/acknowledge/", follow=True).content.decode()

    concern.refresh_from_db()
    assert concern.acknowledged_by == duty.sam
    assert "You have it." in after
    assert "I’ve got this" not in after


def test_the_colleague_who_was_slower_is_told_and_changes_nothing(concern, duty, as_):
    as_(duty.sam).post(f"{LIST}{concern.pk}/acknowledge/")

    after = as_(duty.ife).post(f"{LIST}{concern.pk}/acknowledge/", follow=True).content.decode()

    concern.refresh_from_db()
    assert concern.acknowledged_by == duty.sam
    assert "can&#x27;t be done any more" in after


def test_from_note_to_close_to_open_again(concern, duty, as_):
    client, url = as_(duty.sam), f"{LIST}{concern.pk}/"
    client.post(f"{url}acknowledge/")

    empty = client.post(f"{url}note/", {"words": ""}).content.decode()
    client.post(f"{url}note/", {"words": "Rang Bill at 12:15"})
    wrong = client.post(f"{url}close/", {"line": "Fine"}).content.decode()
    closed = client.post(f"{url}close/", {"outcome": "SPOKE", "line": "Fine"}, follow=True).content.decode()
    again = client.post(f"{url}open-again/", follow=True).content.decode()

    assert "Write down what was done" in empty
    assert "Choose what came of it" in wrong
    assert "Rang Bill at 12:15" in closed
    assert "We spoke with the person" in closed
    assert "Open again." in again
    concern.refresh_from_db()
    assert concern.state == ConcernState.ACKNOWLEDGED


def test_closing_before_taking_it_up_is_refused_in_words(concern, duty, as_):
    after = (
        as_(duty.sam).post(f"{LIST}{concern.pk}/close/", {"outcome": "SPOKE"}, follow=True).content.decode()
    )

    assert "can&#x27;t be done any more" in after
    concern.refresh_from_db()
    assert concern.state == ConcernState.RAISED


def test_aftercare_is_offered_once(concern, duty, as_):
    concerns.acknowledge(concern, by=duty.sam)
    concerns.close(concern, outcome=ConcernOutcome.SPOKE, line="", in_the_record=False, by=duty.sam)
    client, url = as_(duty.sam), f"{LIST}{concern.pk}/"

    assert "Offer the group a conversation" in page(client, url)
    first = client.post(f"{url}aftercare/", follow=True).content.decode()
    second = client.post(f"{url}aftercare/", follow=True).content.decode()

    assert "We have offered the group a conversation." in first
    assert "The group has been offered a conversation already." in second
    assert Message.objects.filter(kind="aftercare").count() == 2  # organiser and stand-in, once each


@pytest.mark.parametrize(
    "reader", ["nadia", "ruth", "gwen", "ellis", "bill", "rhys", "piran", "olive", "maria"]
)
@pytest.mark.parametrize("part", ["", "close/"])
def test_nobody_but_those_on_duty_and_the_lead_opens_it(concern, duty, as_, reader, part):
    assert as_(getattr(duty, reader)).get(f"{LIST}{concern.pk}/{part}").status_code == 404


@pytest.mark.parametrize("reader", ["nadia", "ruth", "gwen", "olive"])
@pytest.mark.parametrize("act", ["acknowledge", "note", "close", "open-again", "aftercare"])
def test_nobody_else_acts_on_it(concern, duty, as_, reader, act):
    before = Concern.objects.values().get()

    assert as_(getattr(duty, reader)).post(f"{LIST}{concern.pk}/{act}/", {"words": "x"}).status_code == 404
    assert Concern.objects.values().get() == before


def test_a_clinician_who_is_not_on_duty_does_not_read_it(stage, as_):
    on_rota(stage, "ife")
    concern = a_concern(stage)

    assert as_(stage.sam).get(f"{LIST}{concern.pk}/").status_code == 404


def test_a_coordinator_on_the_rota_reads_it(stage, as_):
    on_rota(stage, "nadia")
    concern = a_concern(stage)

    assert SECRET in page(as_(stage.nadia), f"{LIST}{concern.pk}/")


def test_reading_ends_with_the_post(concern, duty, as_, now):
    concerns.acknowledge(concern, by=duty.sam)
    staff.stand_down(duty.posts["sam"], on=date(2026, 11, 25), by=duty.nadia)

    with clock.moved_to(now + timedelta(days=2)):
        assert as_(duty.sam).get(f"{LIST}{concern.pk}/").status_code == 404


def test_written_down_for_a_caller_whose_number_we_know(duty, as_):
    said = {
        "caller": "Gwen Hale", "number": duty.gwen.mobile, "about": "MEMBER", "about_whom": "Bill",
        "what": SECRET, "in_danger": "on",
    }  # fmt: skip
    as_(duty.nadia).post(f"{LIST}new/", said)

    concern = Concern.objects.get()
    assert concern.raised_by == duty.gwen
    assert concern.recorded_by == duty.nadia
    assert concern.in_danger
    assert Message.objects.filter(person=duty.gwen, kind="concern-received").exists()
    assert Message.objects.filter(person=duty.sam, kind="concern-new").count() == 2


def test_written_down_for_a_stranger(duty, as_):
    said = {
        "caller": "Sid Price",
        "number": "01632 960555",
        "reach_on": "Evenings",
        "about": "OTHER",
        "what": SECRET,
    }
    after = as_(duty.sam).post(f"{LIST}new/", said, follow=True).content.decode()

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.caller) == (None, "Sid Price")
    assert concern.reach_on == "01632 960555, Evenings"
    assert "Sid Price, written down by Sam Oyelaran" in after
    concerns.close(
        concerns.acknowledge(concern, by=duty.sam), outcome="SPOKE", line="", in_the_record=False, by=duty.sam
    )
    assert not Message.objects.filter(kind__startswith="concern-a").exists()


@pytest.mark.parametrize("name", ["Ellis Moor", "Gwen Stranger-Name", "gwen"])
def test_only_the_right_name_and_number_together_lead_to_an_account(duty, as_, name):
    said = {"caller": name, "number": duty.gwen.mobile, "about": "OTHER", "what": SECRET}
    as_(duty.nadia).post(f"{LIST}new/", said)

    assert Concern.objects.get().raised_by == (duty.gwen if name.lower().startswith("gwen") else None)


def test_a_way_to_reach_the_caller_is_needed(duty, as_):
    shown = as_(duty.nadia).post(f"{LIST}new/", {"caller": "Sid Price", "about": "OTHER", "what": "x"})

    assert "Enter a phone number, or another way to reach them" in shown.content.decode()
    assert not Concern.objects.exists()


def test_no_list_of_members_is_shown_to_whoever_writes_it_down(duty, as_):
    shown = page(as_(duty.nadia), f"{LIST}new/")

    assert "Khadija" not in shown
    assert "Gwen" not in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(duty, as_, rows, django_assert_num_queries):
    for _ in range(rows):
        a_concern(duty)
    client = as_(duty.sam)
    client.get(LIST)

    with django_assert_num_queries(11):  # where something waits, the menu asks whose it is
        client.get(LIST)


def test_the_header_counts_what_waits_for_the_reader(concern, duty, as_):
    a_concern(duty)

    assert "Concerns (2)" in page(as_(duty.sam), "/team/groups/")
    assert "Concerns (" not in page(as_(duty.nadia), "/team/groups/")
    concerns.acknowledge(concern, by=duty.ife)
    assert "Concerns (1)" in page(as_(duty.sam), "/team/groups/")


def test_the_last_rank_reads_only_what_has_come_to_them(stage, as_, now):
    on_rota(stage, "sam")
    on_rota(stage, "nadia", DutyRank.SAFEGUARDING, FIRST, LAST)
    concern = a_concern(stage)

    assert as_(stage.nadia).get(f"{LIST}{concern.pk}/").status_code == 404
    with clock.moved_to(now + timedelta(hours=4)):
        assert as_(stage.nadia).get(f"{LIST}{concern.pk}/").status_code == 200
