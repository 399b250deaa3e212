"""Which provider carries each channel. A call or a letter has none: a person does it."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.channels.base import Sender
from notifications.states import Channel

SMS_PROVIDERS = {
    "twilio": "notifications.channels.sms.TwilioSms",  # imported when first used: 0.14 s and 50 MB
    "notify": "notifications.channels.notify.NotifySms",
}
EMAIL_PROVIDER = "notifications.channels.email.SmtpEmail"


def provider_of(channel: str) -> str:
    """The name of the provider that carries a channel; empty for a slot nothing fills, such as WhatsApp."""
    match channel:
        case Channel.SMS:
            return str(settings.SMS_PROVIDER)
        case Channel.EMAIL:
            return "smtp"
        case _:
            return ""


@cache
def sender(provider: str) -> Sender:
    """The one sender of this process for a provider."""
    made: Sender = import_string(SMS_PROVIDERS.get(provider, EMAIL_PROVIDER))()
    return made
