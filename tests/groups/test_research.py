"""The file for research: only who agreed, under numbers that lead to nobody, and nothing that few people share."""

import csv
import io
from datetime import timedelta

import pytest

from followon import clock
from followon.audit.actors import Job
from followon.audit.models import Event as Happened
from followon.people.actions import accounts, consent
from followon.people.models import Consent, Method
from groups.insights import research
from groups.models import Attendance, Membership
from pmp.models import AboutMe, Choice, Enrolment
from pmp.protocol import Purpose
from pmp.states import Wish
from tests import cast
from tests.visitors import signed_in

PAGE, FILE, DICTIONARY = (
    "/team/insights/research/",
    "/team/insights/research/file/",
    "/team/insights/research/dictionary.csv",
)


def agree(stage, *people, service=None):
    for who in people:
        consent.give(
            who, purpose=Purpose.RESEARCH, scope=f"service:{(service or stage.severn).pk}", wording="w",
            method=Method.SCREEN, by=who,
        )  # fmt: skip


@pytest.fixture
def six(stage):
    """Six of the nine on the programme agreed; five are women in their forties; Tom is in a group and came once."""
    people = [stage.maria, stage.tom, stage.colin, stage.aisha, stage.dev, stage.grace]
    agree(stage, *people)
    for who in people:
        one = who in people[:5]
        AboutMe.objects.create(
            person=who,
            service=stage.severn,
            age_band="40s" if one else "70s",
            gender="WOMAN" if one else "MAN",
        )
        Choice.objects.create(
            enrolment=Enrolment.objects.get(person=who),
            wish=Wish.YES,
            method=Method.ROOM,
            recorded_by="job:test",
        )
    joined = Membership.objects.create(
        group=stage.steppers, person=stage.tom, joined_at=clock.now() - timedelta(days=92)
    )
    meeting = cast.meeting(stage.steppers, on=clock.today() - timedelta(days=10), where=stage.cafe)
    Attendance.objects.create(meeting=meeting, membership=joined, came=True)
    return people


def rows(client):
    text = client.post(FILE).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_only_who_agreed_is_in_it(stage, six):
    assert len(rows(signed_in(stage.nadia))) == 6

    consent.withdraw(
        stage.maria, purpose=Purpose.RESEARCH, scope=f"service:{stage.severn.pk}", wording="w",
        method=Method.SCREEN, by=stage.maria,
    )  # fmt: skip
    accounts.erase(stage.tom, by=Job("test"))

    assert len(research.lines(stage.severn)) == 0  # four are too few
    agree(stage, stage.joan, stage.lena)
    assert len(rows(signed_in(stage.nadia))) == 6


def test_it_names_nobody_and_holds_no_exact_day(stage, six):
    text = signed_in(stage.nadia).post(FILE).content.decode()

    for who in six:
        for word in (who.first_name, who.last_name, who.email, who.mobile[-6:], who.landline[-6:]):
            assert not word or word not in text, word
    assert str(clock.today().year) + "-Q" in text
    assert stage.larkfield.name not in text
    assert f"{clock.today():%Y-%m-%d}" not in text


def test_what_few_share_is_hidden(stage, six):
    lines = research.lines(stage.severn)
    ages = sorted(line["age_band"] for line in lines)

    assert ages == ["40s"] * 5 + ["fewer than 5"]
    assert {line["gender"] for line in lines if line["age_band"] != "40s"} == {"fewer than 5"}


def test_it_tells_attenders_and_others_apart(stage, six):
    [tom] = [line for line in research.lines(stage.severn) if line["joined"] == "yes"]

    assert (tom["months_in_group"], tom["still_member"], tom["times_came"]) == ("3", "yes", "1")
    assert {line["months_in_group"] for line in research.lines(stage.severn) if line is not tom} >= {""}


def test_numbers_stay_the_same_and_lead_to_nobody(stage, six):
    first = [line["person"] for line in research.lines(stage.severn)]

    assert first == [line["person"] for line in research.lines(stage.severn)]
    assert len(set(first)) == 6
    assert not any(str(who.pk) == line[1:] for who in six for line in first)


def test_every_column_is_explained(stage, six):
    client = signed_in(stage.nadia)
    told = list(csv.DictReader(io.StringIO(client.get(DICTIONARY).content.decode("utf-8-sig"))))

    assert [one["column"] for one in told] == list(rows(client)[0])
    assert all(one["meaning"] and one["values"] for one in told)
    assert "6 people agreed" in client.get(PAGE).content.decode()


def test_fewer_than_five_give_no_file(stage):
    agree(stage, stage.maria, stage.tom, stage.dev, stage.joan)
    client = signed_in(stage.nadia)

    assert "there is no file yet" in client.get(PAGE).content.decode()
    assert client.post(FILE).status_code == 302
    assert not Happened.objects.filter(name="groups.research.taken").exists()


def test_taking_it_is_written_down_and_looking_is_not(stage, six):
    client = signed_in(stage.nadia)
    client.get(PAGE)
    assert not Happened.objects.filter(name="groups.research.taken").exists()
    client.post(FILE)

    [event] = Happened.objects.filter(name="groups.research.taken")
    assert (event.actor, event.facts) == (f"person:{stage.nadia.pk}", {"people": 6})


def test_another_service_counts_its_own(stage, six):
    assert research.lines(stage.tamar) == []
    assert signed_in(stage.olive).post(FILE).status_code == 302


@pytest.mark.parametrize("who", ["sam", "ruth", "gwen", "rhys", "maria"])
def test_nobody_else_takes_it(stage, six, who):
    client = signed_in(getattr(stage, who))

    for answer in (client.get(PAGE), client.post(FILE), client.get(DICTIONARY)):
        assert answer.status_code in (403, 404)


def test_a_member_agrees_with_one_tap(stage):
    client = signed_in(stage.gwen)
    audience = f"service:{stage.severn.pk}"
    client.post("/you/sharing/", {"purpose": Purpose.RESEARCH, "audience": audience, "on": "yes"})

    assert "for research, without my name" in client.get("/you/sharing/").content.decode()
    assert Consent.objects.in_force().filter(person=stage.gwen, purpose=Purpose.RESEARCH).exists()
