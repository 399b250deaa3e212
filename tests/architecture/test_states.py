"""Every state can be reached and every table of moves speaks only of its own states."""

import pytest

from groups import states as group_states
from notifications import states as message_states
from pmp import states as pmp_states

TABLES = {
    "big send": (
        message_states.BigSendState,
        message_states.BIG_SEND_MOVES,
        message_states.BigSendState.WAITING,
    ),
    "cohort": (pmp_states.CohortState, pmp_states.COHORT_MOVES, pmp_states.CohortState.PLANNED),
    "handover": (pmp_states.HandoverState, pmp_states.HANDOVER_MOVES, pmp_states.HandoverState.NOT_STARTED),
    "group": (group_states.GroupState, group_states.GROUP_MOVES, group_states.GroupState.FORMING),
    "meeting": (group_states.MeetingState, group_states.MEETING_MOVES, group_states.MeetingState.PLANNED),
    "poll": (group_states.PollState, group_states.POLL_MOVES, group_states.PollState.OPEN),
    "membership": (
        group_states.MembershipState,
        group_states.MEMBERSHIP_MOVES,
        group_states.MembershipState.ACTIVE,
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_has_a_row(name):
    states, moves, _ = TABLES[name]

    assert set(moves) == set(states)


@pytest.mark.parametrize("name", TABLES)
def test_every_state_can_be_reached(name):
    states, moves, start = TABLES[name]
    reached, new = set(), {start}
    while new:
        reached |= new
        new = {to for state in new for to in moves[state]} - reached

    assert reached == set(states)
