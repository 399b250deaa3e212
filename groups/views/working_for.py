"""Which pain service a page of the team speaks of."""

from django.http import Http404

from followon.people.http import SignedInRequest
from pmp import organisation
from pmp.models import Service


def the_service(request: SignedInRequest) -> Service:
    """Where the reader works; with posts in several services the one they chose last. Raises Http404 for others."""
    services = {post.service_id: post.service for post in organisation.posts_held(request)}
    if not services:
        raise Http404
    chosen = services.get(request.session.get("service", 0)) or next(iter(services.values()))
    request.organisation = organisation.describe(chosen)  # type: ignore[attr-defined]
    return chosen
