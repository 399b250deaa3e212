"""Between groups: some show themselves nearby and welcome others; somebody would like to join the Steady Steppers."""

from groups.actions import lifecycle
from groups.actions.between import joining, nearby
from groups.demo import when
from groups.demo.post_office import PostOffice
from groups.demo.service import Stage
from groups.models import Group, Job, Membership

AREAS = ("HB2", "LA1", "HB2", "LA1")


def tell(stage: Stage, post: PostOffice, group: Group) -> None:
    """Four other groups are there to be found; one of their members asks to join."""
    others = Group.objects.running().filter(service=stage.severn).exclude(pk=group.pk).order_by("name", "pk")
    found = [one for one in others if _organiser(one) is not None][: len(AREAS)]
    with when.on(when.day(-9), 11):
        for one, area in [(group, "LA1"), *zip(found, AREAS, strict=False)]:
            organiser = _organiser(one)
            assert organiser is not None
            nearby.show(one, on=True, area=area, by=organiser.person)
            lifecycle.change(one, by=organiser.person, is_open=True)
    with when.on(when.day(-2), 11):
        asking = Membership.objects.active().filter(group__in=found[:1]).select_related("person").last()
        if asking is not None:
            joining.ask(group, person=asking.person, by=asking.person)
        post.deliver()


def _organiser(group: Group) -> Membership | None:
    return Membership.objects.filter(group=group).holding(Job.ORGANISER).select_related("person").first()
