"""A group's pages together: nobody else finds them, and all are light."""

import pytest

from followon import clock
from groups.models import Membership
from tests.groups.pages.paths import group


@pytest.mark.parametrize(
    "more",
    [
        "", "people/", "agreement/", "calendar/", "count-me-in/", "part/", "pause/", "come-back/", "leave/", "left/",
        "organising/", "organising/offer/", "organising/take-a-turn/", "organising/step-back/", "settings/",
        "settings/rest/",
        "settings/goodbye/", "settings/service/", "places/", "places/new/", "meetings/", "meetings/new/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["rhys", "piran", "sam", "nadia", "olive"])
def test_strangers_and_staff_find_nothing(stage, as_, who, more):
    before = list(Membership.objects.order_by("pk").values())

    assert as_(getattr(stage, who)).get(group(stage, more)).status_code == 404
    assert as_(getattr(stage, who)).post(group(stage, more), {"x": "1"}).status_code == 404

    assert list(Membership.objects.order_by("pk").values()) == before


def test_all_pages_are_light(stage, sharing_all, meeting, as_):
    client = as_(stage.gwen)

    for more in (
        "",
        "people/",
        "organising/",
        "settings/",
        "places/",
        "meetings/new/",
        f"places/{stage.cafe.pk}/check/",
    ):
        assert len(client.get(group(stage, more)).content) < 60_000, more
    assert clock.now()
