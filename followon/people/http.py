"""SignedInRequest: for views that only signed-in people reach, so that annotations say so."""

from django.http import HttpRequest

from followon.people.models import User


class SignedInRequest(HttpRequest):
    """A request whose `user` is a person, never the anonymous visitor."""

    user: User
