"""Who speaks for a group to others: its organisers and stand-ins, else everybody who does not rest."""

from followon.people.models import User
from groups.models import Group, Job, Membership


def speakers(group: Group) -> list[User]:
    """The people who are asked when somebody asks the group something."""
    active = Membership.objects.active().filter(group=group).select_related("person")
    holding = active.holding(Job.ORGANISER, Job.STAND_IN)
    return [member.person for member in list(holding) or list(active)]
