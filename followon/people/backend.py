"""Who is signed in, found by a query that PostgreSQL keeps: every page of theirs asks (decision 15)."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from followon.people.models import User
from followon.prepared import prepared


class PeopleBackend(AuthenticationBackend):
    """allauth's own way of signing in."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; None when the account is closed or gone."""
        person = next(iter(_person(user_id)), None)
        return person if self.user_can_authenticate(person) else None


@prepared
def _person(number: int) -> QuerySet[User]:
    return User.objects.filter(pk=number)
