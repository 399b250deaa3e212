"""Every address of the site, as the resolver knows it."""

from django.urls import URLPattern, URLResolver, get_resolver


def addresses(resolver=None, prefix="", space=""):
    """The name, the route and the pattern of every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route, entry.namespace or space)
        elif isinstance(entry, URLPattern):
            yield (f"{space}:{entry.name}" if space else str(entry.name)), route, entry


def addresses_under(route):
    return [name for name, found, _ in addresses() if found.startswith(route)]
