"""The history as sentences: names of today, nobody named who may not be, and closed to strangers."""

from datetime import date

import pytest
from django.db import transaction

from followon.audit import history, naming, recorder
from followon.audit.actors import Job
from followon.audit.models import Event
from followon.people import personal_data
from followon.people.events import Event as People
from followon.people.models import User
from groups.actions.plans import flare_up
from groups.events import Event as Groups
from groups.models import Membership
from pmp.models import Handover
from tests.cast import meeting as cast_meeting
from tests.people.signing import give_app, with_app


def wrote(name, *, by, about, **facts):
    with transaction.atomic():
        return recorder.record(name, by=by, about=about, **facts)


def told(event, **how):
    [line] = history.tell([event], **how)
    return line.sentence


def test_label_is_filled_with_names(cast):
    event = wrote(People.CONTACT_CHANGED, by=cast.nadia, about=cast.tom, fields=["mobile", "email"])

    assert told(event) == "Nadia Rahman changed the mobile and email of Tom Reed"


def test_erased_person_has_no_name(cast):
    event = wrote(People.ACCOUNT_OPENED, by=cast.nadia, about=cast.tom)
    User.objects.filter(pk=cast.tom.pk).update(first_name="", last_name="")

    assert told(event) == "Nadia Rahman opened an account for somebody who has left"


def test_software_is_called_the_service(cast):
    event = wrote(People.ACCOUNT_ERASED, by=Job("erasing"), about=cast.tom)

    assert told(event).startswith("The service deleted")


def test_things_that_are_gone_are_said_to_be(cast):
    event = wrote("groups.meeting.moved", by=cast.gwen, about="meeting:999999")

    assert "something that is gone" in told(event)


def test_unknown_event_is_told_plainly(cast):
    event = wrote("later.version.thing", by=cast.gwen, about=cast.steppers)

    assert told(event) == f"Gwen Hale did something with {cast.steppers}"


def test_missing_fact_is_left_out(cast):
    event = wrote(People.CONTACT_CHANGED, by=cast.nadia, about=cast.tom)

    assert told(event) == "Nadia Rahman changed the of Tom Reed"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-26", "Thursday 26 November"),
        ("2026-11-26T11:30:00", "Thursday 26 November, 11:30am"),
        (["a", "b", "c"], "a, b and c"),
        ([], ""),
        (True, "yes"),
        (None, ""),
        (3, "3"),
        ("first_name", "first name"),
        ("not-a-datex", "not-a-datex"),
    ],
)
def test_facts_are_said_as_people_say_them(value, words):
    assert history.in_words(value, {}) == words


def test_thing_that_belongs_to_a_person_is_called_by_their_name(cast):
    membership = Membership.objects.get(person=cast.gwen)

    assert naming.names_of([f"membership:{membership.pk}"]) == {f"membership:{membership.pk}": "Gwen Hale"}


def test_app_may_name_the_person_a_thing_belongs_to_in_words_of_its_own(cast, monkeypatch):
    membership = Membership.objects.get(person=cast.gwen)
    monkeypatch.setitem(
        naming._called, "membership", lambda rows: {one.pk: "the place of {person}" for one in rows}
    )
    key = f"membership:{membership.pk}"

    assert naming.names_of([key]) == {key: "the place of Gwen Hale"}
    assert naming.names_of([key], may_name=lambda numbers: set()) == {key: "the place of a member"}


def test_who_says_what_they_do_needs_no_scribe(cast):
    gwen = Membership.objects.get(person=cast.gwen)
    facts = {"member": gwen, "how": "by phone", "coming": "NOT_SURE"}
    meeting = cast_meeting(cast.steppers, on=date(2026, 12, 2), where=cast.cafe)
    hers = wrote(Groups.MEETING_ANSWERED, by=cast.gwen, about=meeting, **facts)
    for_her = wrote(Groups.MEETING_ANSWERED, by=cast.ellis, about=meeting, **facts)

    said = "Gwen Hale answered not sure for the meeting on Wednesday 2 December, by phone"
    assert told(hers) == said
    assert told(for_her) == f"{said}; written down by Ellis Moor"


def test_two_people_without_a_name_are_not_taken_for_one(cast):
    gwen = Membership.objects.get(person=cast.gwen)
    meeting = cast_meeting(cast.steppers, on=date(2026, 12, 2), where=cast.cafe)
    event = wrote(
        Groups.MEETING_ANSWERED, by=cast.ellis, about=meeting, member=gwen, coming="YES", how="by phone"
    )

    assert told(event, may_name=lambda numbers: set()).endswith("; written down by a member")


def test_one_is_not_many(cast):
    for people, words in ((1, "1 person"), (2, "2 people"), (11, "11 people")):
        event = wrote(Groups.PLAN_SHARED, by=cast.gwen, about=cast.steppers, people=people)
        assert told(event) == f"Gwen Hale shares Steady Steppers with {words} of their group"


def test_what_somebody_wrote_for_themselves_is_not_called_by_their_name(cast):
    plan = flare_up.write(cast.gwen, part="signs", lines=["I sleep badly"])
    event = Event.objects.filter(about=f"flareupplan:{plan.pk}").latest("pk")

    assert told(event) == "Gwen Hale wrote a plan for a flare-up"


def test_nobody_is_named_who_may_not_be(cast):
    event = wrote(People.CONTACT_CHANGED, by=cast.nadia, about=cast.gwen, fields=["mobile"])

    line = told(event, may_name=lambda numbers: numbers & {cast.nadia.pk})

    assert line == "Nadia Rahman changed the mobile of a member"


def test_app_may_say_how_its_things_are_called(cast, monkeypatch):
    monkeypatch.setattr(naming, "_called", {})
    naming.call("cohort", lambda cohorts: {one.pk: f"the programme {one.name}" for one in cohorts})

    assert naming.names_of([f"cohort:{cast.larkfield.pk}"]).popitem()[1] == "the programme Larkfield Autumn"


def test_names_cost_one_query_per_kind(cast, django_assert_num_queries):
    for about in (cast.larkfield, cast.tom, cast.maria, cast.steppers):
        wrote("x.y.z", by=cast.sam, about=about)
    events = list(Event.objects.all())

    with django_assert_num_queries(3):
        history.tell(events)


def test_every_event_of_every_app_has_its_sentence():
    assert {"people.account.opened", "audit.details.read"} <= set(history.labels())
    assert {name.split(".")[0] for name in history.labels()} >= {
        "people",
        "audit",
        "notifications",
        "pmp",
        "groups",
    }


def test_parts_of_a_thing_belong_to_its_history(cast, monkeypatch):
    monkeypatch.setattr(history, "_parts", {})
    history.parts("group", lambda pk: [f"meeting:{pk}"])

    assert history.keys_about("group:3") == ["group:3", "meeting:3"]
    assert history.keys_about("cohort:3") == ["cohort:3"]


def test_purpose_is_told_in_the_words_of_its_app(cast, monkeypatch):
    monkeypatch.setitem(personal_data._purposes, "share.mobile", "sharing the mobile number with {scope}")
    facts = {"purpose": "share.mobile", "scope": f"group:{cast.steppers.pk}", "method": "in the room"}
    event = wrote(People.CONSENT_GIVEN, by=cast.sam, about=cast.gwen, **facts)

    assert told(event) == (
        "Gwen Hale agreed to sharing the mobile number with Steady Steppers, in the room; written down by Sam Oyelaran"
    )


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────


def page(client, cast, who, about):
    secret = give_app(who)
    with_app(client, who, secret)
    return client.get(f"/team/history/{about}/")


def keys(cast):
    return {
        "cohort": f"cohort:{cast.larkfield.pk}",
        "group": f"group:{cast.steppers.pk}",
        "handover": f"handover:{Handover.objects.get(cohort=cast.larkfield).pk}",
        "patient": f"person:{cast.tom.pk}",
        "member": f"person:{cast.gwen.pk}",
        "colleague": f"person:{cast.ife.pk}",
        "service": f"service:{cast.severn.pk}",
    }


MAY = {
    "sam": {"cohort", "group", "handover", "patient"},
    "ife": {"cohort", "group", "handover", "patient", "colleague", "service"},
    "nadia": {"cohort", "group", "handover", "patient", "colleague", "service"},
    "ruth": set(),
    "olive": set(),
    "tom": set(),
    "gwen": set(),
    "rhys": set(),
}


@pytest.mark.parametrize("who", MAY)
def test_only_who_may_reads_a_history(client, cast, who):
    person = getattr(cast, who)
    wrote("x.y.z", by=cast.sam, about=cast.larkfield)
    secret = give_app(person)
    with_app(client, person, secret)

    opened = {
        name for name, key in keys(cast).items() if client.get(f"/team/history/{key}/").status_code == 200
    }

    assert opened == MAY[who]


def test_signed_out_nobody_reads(client, cast):
    assert client.get(f"/team/history/cohort:{cast.larkfield.pk}/").url.startswith("/sign-in/")


@pytest.mark.parametrize(
    "about", ["person:", "person:x", "nothing", "sign-in:1", "person:999999999", "cohort:0"]
)
def test_strange_keys_are_not_found(client, cast, about):
    assert page(client, cast, cast.nadia, about).status_code == 404


def test_members_of_a_group_stay_unnamed_to_the_team(client, cast):
    wrote(
        "groups.member.joined",
        by=cast.gwen,
        about=cast.steppers,
        member=Membership.objects.get(person=cast.len),
    )

    text = page(client, cast, cast.nadia, f"group:{cast.steppers.pk}").content.decode()

    assert "Gwen" not in text
    assert "Len" not in text
    assert "Steady Steppers" in text


def test_history_ends_with_the_handover_for_people(client, cast):
    Handover.objects.filter(cohort=cast.larkfield).update(finished_at="2026-01-01T00:00:00Z")

    assert page(client, cast, cast.nadia, f"person:{cast.tom.pk}").status_code == 404


def test_history_is_paged_and_costs_the_same(client, cast, django_assert_num_queries):
    wrote("x.y.z", by=cast.sam, about=cast.larkfield)
    page(client, cast, cast.nadia, f"cohort:{cast.larkfield.pk}")
    address = f"/team/history/cohort:{cast.larkfield.pk}/"
    with django_assert_num_queries(8):
        client.get(address)
    for _ in range(120):
        wrote("x.y.z", by=cast.ife, about=cast.larkfield)
    with django_assert_num_queries(8):
        first = client.get(address).content.decode()

    assert first.count("<tr") == 51
    assert "Page 2 of 3" in first
    assert client.get(address + "?page=3").content.decode().count("<tr") == 22
    assert client.get(address + "?page=9000").status_code == 200


@pytest.mark.parametrize(
    "key",
    ["person:²", "person:٣", f"person:{'9' * 5000}", "person:", "person", "person:-1", ":", "person:\x00"],
)
def test_a_key_of_another_make_is_no_key(key):
    assert naming.split(key) is None
