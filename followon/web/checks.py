"""What an installation must say about itself before patients rely on it: `manage.py check --deploy`."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from followon.web.crisis import NATIONS


@register(Tags.security, deploy=True)
def somebody_can_be_phoned(
    app_configs: Sequence[AppConfig] | None = None, **options: Any
) -> list[CheckMessage]:
    """Error and help pages stand without the database, so the settings must know whom to phone."""
    if settings.SERVICE_NAME and settings.SERVICE_PHONE:
        return []
    return [
        Warning(
            "Public and error pages have no service name or no phone number to show.",
            hint="Set SERVICE_NAME and SERVICE_PHONE, and SERVICE_HOURS if they are not Monday to Friday, 9am to 4pm.",
            id="web.W001",
        )
    ]


@register(Tags.security)
def the_nation_is_known(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    """The crisis numbers differ by nation, so a typing error there must not pass."""
    if settings.SERVICE_NATION in NATIONS:
        return []
    return [
        Error(
            f"SERVICE_NATION is {settings.SERVICE_NATION!r}, which has no crisis numbers.",
            hint=f"Set it to one of: {', '.join(NATIONS)}.",
            id="web.E001",
        )
    ]
