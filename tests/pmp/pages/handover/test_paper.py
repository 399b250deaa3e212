"""What is printed: a slip for each person, and a card for each session."""

from tests.pmp.pages.handover.conftest import says_yes
from tests.pmp.pages.reading import words


def test_slips_are_for_those_who_have_not_answered_or_for_everybody(as_, cast, board):
    says_yes(cast, "maria")
    client = as_("sam")

    assert client.get(f"{board}slips/").content.decode().count("app-page") == 8
    everybody = client.get(f"{board}slips/?all&large")
    assert everybody.content.decode().count("app-page") == 9
    assert "app-large-print" in everybody.content.decode()
    assert "900011" not in everybody.content.decode().replace(" ", "")


def test_session_cards_have_the_steps_and_whom_to_call(as_, cast, board):
    said = words(as_("ruth").get(f"{board}cards/"))

    assert "Session 10: share the idea Larkfield Autumn, Friday 20 November, 1pm" in said
    assert (
        "Who to call in a crisis In danger: 999. Call 111 and choose option 2. Samaritans: 116 123." in said
    )
