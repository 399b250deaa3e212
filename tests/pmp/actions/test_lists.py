"""A list is looked through before anybody is added; each row is fixed, compared or left for later."""

from datetime import timedelta

import pytest

from followon import clock
from followon.audit.actors import Job
from followon.people.models import User
from notifications.models import Preference
from pmp.actions import enrolments, handovers, lists
from pmp.imports.checking import Standing
from pmp.imports.reading import Row, read_paste
from pmp.models import Enrolment, Import
from tests.cast import cohort
from tests.pmp.known import events, facts_of, handover_of, place, queued

LIST = """First name,Last name,Mobile,Email,Reach by
Noor,Haddad,07700 900701,noor@example.org,email
Tom,Read,0770090070,,
,,,nobody@example.org,
Ana,Kosta,07700 900011,,
Maria,Costa,07700 900011,,
"""


@pytest.fixture
def kept(cast):
    return lists.give_in(
        cast.larkfield, reading=read_paste(LIST), source="file", file_name="autumn.csv", by=cast.sam
    )


def standings(kept):
    return {one.row.number: one.standing for one in lists.look(kept)}


def test_give_in_adds_nobody_and_tells_nobody(cast, kept):
    assert standings(kept) == {
        2: Standing.READY,
        3: Standing.TO_FIX,
        4: Standing.TO_FIX,
        5: Standing.TO_COMPARE,
        6: Standing.ALREADY_HERE,
    }
    assert (kept.state, kept.delete_on) == ("HAS_PROBLEMS", clock.today() + timedelta(days=7))
    assert Enrolment.objects.filter(cohort=cast.larkfield).count() == 9
    assert queued() == []
    assert facts_of("pmp.import.read") == {"rows": 5, "cohort": f"cohort:{cast.larkfield.pk}"}


def test_give_in_after_the_handover_is_refused(cast):
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)

    with pytest.raises(enrolments.ProgrammeOver):
        lists.give_in(cast.larkfield, reading=read_paste(LIST), source="paste", by=cast.sam)


def test_add_adds_who_is_ready_and_keeps_the_rest(cast, kept):
    added = lists.add(kept, by=cast.nadia)

    assert [one.person.full_name for one in added] == ["Noor Haddad"]
    assert Preference.objects.get(person=added[0].person).channel == "EMAIL"
    kept.refresh_from_db()
    assert [row["number"] for row in kept.rows] == [3, 4, 5]
    assert kept.state == "HAS_PROBLEMS"
    assert facts_of("pmp.import.added")["people"] == 1
    assert queued() == []


def test_add_twice_adds_nobody_twice(cast, kept):
    lists.add(kept, by=cast.nadia)

    with pytest.raises(lists.NothingToAdd):
        lists.add(kept, by=cast.sam)
    assert User.objects.filter(first_name="Noor").count() == 1


def test_fixing_a_row_makes_it_ready(cast, kept):
    lists.fix_row(kept, number=3, first_name="Tom", last_name="Read", mobile="07700 900702", by=cast.sam)

    assert standings(Import.objects.get(pk=kept.pk))[3] is Standing.READY


def test_fixing_knows_its_columns_and_its_rows(cast, kept):
    with pytest.raises(TypeError):
        lists.fix_row(kept, number=3, nhs_number="999", by=cast.sam)
    with pytest.raises(lists.NoSuchRow):
        lists.fix_row(kept, number=99, first_name="Tom", by=cast.sam)
    with pytest.raises(lists.NoSuchRow):
        lists.drop_row(kept, number=99, by=cast.sam)


def test_dropping_a_row(cast, kept):
    lists.drop_row(kept, number=4, by=cast.sam)

    assert 4 not in standings(Import.objects.get(pk=kept.pk))


def double_of(kept, number):
    return next(one.double for one in lists.look(kept) if one.row.number == number)


def test_a_different_person_on_the_same_phone_is_added(cast, kept):
    about = double_of(kept, 5).key
    lists.decide(kept, number=5, is_same=False, about=about, by=cast.sam)

    added = lists.add(kept, by=cast.sam)

    assert {one.person.full_name for one in added} == {"Noor Haddad", "Ana Kosta"}
    assert User.objects.filter(mobile="+447700900011").count() == 3


def test_the_same_person_is_not_added_again(cast, kept):
    about = double_of(kept, 5).key
    lists.decide(kept, number=5, is_same=True, about=about, by=cast.sam)

    assert standings(Import.objects.get(pk=kept.pk))[5] is Standing.LEFT_OUT


def test_the_same_person_from_an_older_programme_keeps_their_account(cast):
    older = cohort(cast.severn, "Northgate Spring", first=clock.today() - timedelta(weeks=40))
    Enrolment.objects.create(cohort=older, person=cast.rhys)
    pasted = f"Rhys,Vaughn,{cast.rhys.mobile}"
    kept = lists.give_in(cast.larkfield, reading=read_paste(pasted), source="paste", by=cast.sam)
    double = double_of(kept, 1)
    assert (double.name, double.where, double.shares) == ("Rhys Vaughan", "Northgate Spring", ("mobile",))

    lists.decide(kept, number=1, is_same=True, about=double.key, by=cast.sam)
    [added] = lists.add(kept, by=cast.sam)

    assert added.person == cast.rhys
    kept.refresh_from_db()
    assert (kept.state, kept.rows) == ("ADDED", [])


def test_somebody_withdrawn_comes_back(cast):
    enrolments.withdraw(place(cast.larkfield, cast.maria), by=cast.sam)
    pasted = read_paste("Maria,Costa,07700 900011,maria.costa@example.org")
    kept = lists.give_in(cast.larkfield, reading=pasted, source="paste", by=cast.sam)

    lists.decide(kept, number=1, is_same=True, about=f"person:{cast.maria.pk}", by=cast.sam)
    [added] = lists.add(kept, by=cast.sam)

    assert (added.person, added.withdrawn_at) == (cast.maria, None)


def test_people_of_another_service_are_never_shown(cast):
    theirs = cohort(cast.tamar, "Tavistock", first=clock.today())
    Enrolment.objects.create(cohort=theirs, person=cast.piran)
    pasted = read_paste(f"Piran,Teague,{cast.piran.mobile}")
    kept = lists.give_in(cast.larkfield, reading=pasted, source="paste", by=cast.sam)

    [checked] = lists.look(kept)

    assert (checked.standing, checked.double) == (Standing.READY, None)


def test_an_email_in_use_elsewhere_is_refused_without_a_name(cast):
    pasted = read_paste(f"Piran,Teague,{cast.piran.email.upper()}")
    kept = lists.give_in(cast.larkfield, reading=pasted, source="paste", by=cast.sam)

    [checked] = lists.look(kept)

    assert checked.standing is Standing.TO_FIX
    assert "Piran" not in checked.problems["email"]


def test_looking_at_one_person_typed_by_themselves(cast):
    checked = lists.look_at(cast.larkfield, Row(1, "Ana", "Kosta", mobile="07700 900011"))

    assert (checked.standing, checked.double.where) == (Standing.TO_COMPARE, "here")


def test_cancel_throws_the_rows_away(cast, kept):
    lists.cancel(kept, by=cast.sam)

    kept.refresh_from_db()
    assert (kept.state, kept.rows) == ("CANCELLED", [])
    for verb in (
        lambda: lists.cancel(kept, by=cast.sam),
        lambda: lists.add(kept, by=cast.sam),
        lambda: lists.fix_row(kept, number=3, first_name="Tom", by=cast.sam),
        lambda: lists.decide(kept, number=5, is_same=True, about="person:1", by=cast.sam),
    ):
        with pytest.raises(lists.ListIsOver):
            verb()


def test_lists_are_emptied_after_seven_days(cast, kept):
    job = Job("delete old lists")
    with clock.moved_to(clock.now() + timedelta(days=6)):
        assert lists.delete_old(by=job) == 0
    with clock.moved_to(clock.now() + timedelta(days=7)):
        assert lists.delete_old(by=job) == 1
        assert lists.delete_old(by=job) == 0

    kept.refresh_from_db()
    assert (kept.rows, kept.state) == ([], "CANCELLED")
    assert events()[-1] == "pmp.import.deleted"


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_looking_takes_two_queries_for_any_number_of_rows(cast, rows, django_assert_num_queries):
    pasted = "\n".join(
        f"Person{'abcdefghijklmnopqrstuvwxyzabcdef'[n]},Last,p{n}@example.org" for n in range(rows)
    )
    kept = lists.give_in(cast.larkfield, reading=read_paste(pasted), source="paste", by=cast.sam)
    kept = Import.objects.select_related("cohort").get(pk=kept.pk)

    with django_assert_num_queries(2):
        lists.look(kept)
