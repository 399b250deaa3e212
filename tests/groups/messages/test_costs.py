"""Many messages cost as much as one; looking at them makes no doors and keeps no directory."""

from notifications import kinds
from notifications.models import Link, Message
from tests.groups.messages.conftest import link


def test_many_messages_cost_as_much_as_one(stage, meeting, django_assert_num_queries):
    rows = list(Message.objects.filter(kind="meeting-ask").select_related("person"))
    kind = kinds.get("meeting-ask")
    for few in (rows[:1], rows):
        with django_assert_num_queries(6):  # the last two: which doors are there, and the missing ones made
            kind.load(few)
            assert all(kind.still_wanted(message) is True for message in few)
            addresses = [kind.context(message)["link"] for message in few]

    assert len(rows) > 1
    assert addresses == [link(message) for message in rows]


def test_a_preview_of_many_makes_no_doors(stage, meeting):
    rows = [
        Message(kind="meeting-ask", person=who, payload={"meeting": meeting.pk})
        for who in (stage.gwen, stage.ellis)
    ]
    kinds.get("meeting-ask").load(rows)

    assert {kinds.get("meeting-ask").context(row)["link"] for row in rows} == {
        "http://127.0.0.1:8000/r/0000000000/"
    }
    assert not Link.objects.filter(about=f"meeting:{meeting.pk}").exists()


def test_the_log_of_the_service_never_keeps_the_directory():
    assert kinds.get("group-directory").private
