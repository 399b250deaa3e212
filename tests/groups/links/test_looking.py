"""A scanner that follows every link changes nothing (F9), and a page costs few questions."""

from datetime import timedelta

import pytest

from followon import clock
from groups.actions import organisers
from tests.access.asking import everything
from tests.groups.links.conftest import door


def test_looking_at_every_page_changes_nothing(stage, meeting, client):
    organisers.hand_on(meeting, by=stage.gwen)
    about = f"meeting:{meeting.pk}"
    answer = door("answer", stage.khadija, about)
    addresses = [
        answer, f"{answer}?said=1", f"{answer}not-me/", f"{answer}messages/", "/r/abcdefghjk/", "/w/abcdefghjk/",
        door("organise", stage.gwen, about), door("organise", stage.ellis, about),
        door("who-came", stage.gwen, about), f"{door('who-came', stage.gwen, about)}next/",
    ]  # fmt: skip
    before = everything()

    for moment in (clock.now(), meeting.ends_at + timedelta(hours=3)):
        with clock.moved_to(moment):
            for address in addresses:
                client.get(address)
                client.head(address)

    assert everything() == before


@pytest.mark.parametrize(("purpose", "queries"), [("answer", 4), ("organise", 8)])
def test_a_page_costs_few_questions(stage, meeting, client, purpose, queries, django_assert_num_queries):
    address = door(purpose, stage.gwen, f"meeting:{meeting.pk}")
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)
