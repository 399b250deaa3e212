"""A board costs the same for any number of people, and many boards as much as one."""

from datetime import timedelta

import pytest

from followon import clock
from followon.people.models import Method
from pmp import board
from pmp.actions import choices, reaching
from pmp.models import Enrolment
from pmp.protocol import Purpose
from pmp.states import Wish
from tests.cast import cohort
from tests.pmp.known import handover_of


@pytest.mark.parametrize("people", [1, 3, 9])
def test_a_board_takes_five_queries_for_any_number_of_people(cast, people, django_assert_num_queries):
    keep = list(Enrolment.objects.values_list("pk", flat=True)[:people])
    Enrolment.objects.exclude(pk__in=keep).delete()
    for one in Enrolment.objects.all():
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
        choices.share(one, purposes={Purpose.SHARE_NAME}, method=Method.ROOM, by=cast.sam)
    reaching.send_test_messages(handover_of(cast.larkfield), by=cast.sam)
    handover = handover_of(cast.larkfield)

    with django_assert_num_queries(5):
        shown = board.board(handover, clock.today())

    assert len(shown.rows) == people


@pytest.mark.parametrize("programmes", [1, 3])
def test_many_boards_take_as_many_queries_as_one(cast, programmes, django_assert_num_queries):
    made = [
        handover_of(cohort(cast.severn, f"P{number}", first=clock.today() - timedelta(weeks=number)))
        for number in range(programmes)
    ]
    Enrolment.objects.create(cohort=made[0].cohort, person=cast.rhys)

    with django_assert_num_queries(4):
        shown = board.boards(made, clock.today())

    assert len(shown) == programmes
