"""Looking at the board of Larkfield, and an answer to put on it."""

from datetime import timedelta

from followon import clock
from followon.people.models import Method
from pmp import board
from pmp.actions import choices
from pmp.states import Wish
from tests.pmp.known import handover_of, place


def look(cast, *, later=0):
    return board.board(handover_of(cast.larkfield), clock.today() + timedelta(days=later))


def answer(cast, who, wish=Wish.YES, purposes=None):
    one = place(cast.larkfield, who)
    choices.record(one, wish=wish, method=Method.ROOM, by=cast.sam)
    if purposes is not None:
        choices.share(one, purposes=set(purposes), method=Method.ROOM, by=cast.sam)
    return one
