"""The board of Larkfield's handover, and a patient who says yes."""

import pytest
from django.urls import reverse

from followon.people.models import Method
from pmp.actions import choices
from pmp.protocol import Purpose
from pmp.states import Wish
from tests.pmp.known import handover_of, place


@pytest.fixture
def board(cast):
    return reverse("pmp:team_handover", args=[handover_of(cast.larkfield).pk])


def says_yes(cast, *names):
    for name in names:
        one = place(cast.larkfield, getattr(cast, name))
        choices.record(one, wish=Wish.YES, method=Method.ROOM, by=cast.sam)
        choices.share(one, purposes={Purpose.SHARE_NAME}, method=Method.ROOM, by=cast.sam)
