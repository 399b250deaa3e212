"""A handover's pages cost the same for any number of people."""

import pytest

from followon import clock
from followon.people.models import Method
from pmp.actions import choices
from pmp.models import Enrolment
from pmp.states import Wish
from tests.cast import cohort


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("more", "queries"),
    [
        ("", 9),
        ("answers/", 6),
        ("slips/?all", 6),
        ("test-messages/", 15),
        ("test-messages/sent/", 10),
        ("cards/", 9),
    ],
)
def test_pages_take_as_many_queries_for_any_number_of_people(
    as_, cast, board, people, more, queries, django_assert_num_queries
):
    keep = list(Enrolment.objects.filter(cohort=cast.larkfield).values_list("pk", flat=True)[:people])
    Enrolment.objects.filter(cohort=cast.larkfield).exclude(pk__in=keep).delete()
    for one in Enrolment.objects.filter(cohort=cast.larkfield):
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
    client = as_("sam")
    client.get(board + more)

    with django_assert_num_queries(queries):
        client.get(board + more)


@pytest.mark.parametrize("programmes", [1, 3])
def test_the_list_of_handovers_takes_as_many_queries_for_any_number(
    as_, cast, programmes, django_assert_num_queries
):
    for number in range(programmes - 1):
        made = cohort(cast.severn, f"Northgate {number}", first=clock.today())
        Enrolment.objects.create(cohort=made, person=cast.rhys)
    client = as_("sam")
    client.get("/team/handovers/")

    with django_assert_num_queries(9):
        client.get("/team/handovers/")
