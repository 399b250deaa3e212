"""Is anything sending: what /health/pipeline asks."""

from datetime import datetime

from notifications.models import Heartbeat

DISPATCH = "dispatch"


def pipeline() -> datetime | None:
    """The instant at which a dispatch pass last got through; None when none ever did."""
    return Heartbeat.objects.filter(job=DISPATCH).values_list("last_ok", flat=True).first()
