"""What somebody answered some months after their programme."""

from collections.abc import Iterable

from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.models import CheckIn


def _check_ins(person: User) -> Iterable[Row]:
    for one in CheckIn.objects.of(person).select_related("enrolment__cohort").order_by("asked_at", "pk"):
        yield {
            "Programme": one.enrolment.cohort.name,
            "Months after it": one.months,
            "When you answered": one.answered_at,
            "In touch": one.get_in_touch_display(),
            "Using what helped": one.get_using_display(),
            "Your GP": one.get_sees_gp_display(),
        }


HOLDINGS = (
    Holding(
        model="groups.CheckIn",
        title="Questions some months after a programme",
        fields=("enrolment",),
        keep="As long as the account; then counted without a name",
        export=_check_ins,
    ),
)
