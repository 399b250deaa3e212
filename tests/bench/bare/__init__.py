"""The bare Django view that pages are measured against: session, user, one query, a small template."""
