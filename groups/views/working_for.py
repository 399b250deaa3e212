"""Which pain service a page of the team speaks of."""

from django.http import Http404

from followon.people.http import SignedInRequest
from pmp import organisation
from pmp.models import Service


def the_service(request: SignedInRequest) -> Service:
    """Where the reader works; with posts in several services the one they chose last. Raises Http404 for others."""
    chosen = organisation.chosen(request)
    if chosen is None:
        raise Http404
    organisation.speak_for(request, chosen)
    return chosen
