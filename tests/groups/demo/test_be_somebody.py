"""Be somebody: one tap in the demo; nowhere else is there a door, and behind the door a second lock."""

import pytest


@pytest.fixture
def demo(settings, stage, client):
    """The demo on loopback."""
    settings.FOLLOWON_DEMO = True
    settings.TWILIO_BASE_URL = "http://127.0.0.1:28000"
    settings.ROOT_URLCONF = "tests.groups.demo.urls"
    return client


def test_be_somebody_lists_the_cast_with_what_they_are(demo):
    page = demo.get("/be/").content.decode()

    assert "Gwen Hale" in page
    assert "organiser of Steady Steppers" in page.replace("Organiser", "organiser")


def test_be_signs_in_by_post_alone(demo, stage):
    assert demo.get(f"/be/{stage.gwen.pk}/").status_code == 405
    assert "_auth_user_id" not in demo.session

    demo.post(f"/be/{stage.gwen.pk}/")

    assert demo.session["_auth_user_id"] == str(stage.gwen.pk)


def test_be_one_of_the_team_counts_as_both_steps(demo, stage):
    demo.post(f"/be/{stage.nadia.pk}/")

    assert demo.get("/team/").status_code == 200


def test_without_the_demo_there_is_no_door(client, stage):
    assert client.get("/be/").status_code == 404
    assert client.post(f"/be/{stage.gwen.pk}/").status_code == 404


@pytest.mark.parametrize(
    "provider", ["https://api.example.org", "http://10.0.0.5:28000", "http://example.org", ""]
)
def test_with_a_provider_elsewhere_the_door_stays_shut(demo, stage, settings, provider):
    settings.TWILIO_BASE_URL = provider

    assert demo.get("/be/").status_code == 404
    assert demo.post(f"/be/{stage.gwen.pk}/").status_code == 404
    assert "_auth_user_id" not in demo.session


def test_outside_the_demo_the_door_stays_shut_even_where_it_is_routed(demo, stage, settings):
    settings.FOLLOWON_DEMO = False

    assert demo.post(f"/be/{stage.gwen.pk}/").status_code == 404
