"""Audit event names about messages and contact choices; each label is the sentence the history shows."""

from django.db.models import TextChoices


class Event(TextChoices):
    CHANNEL_CHOSEN = "notifications.contact.chosen", "{actor} changed how we reach {about} to {channel}"
    PAUSED = "notifications.contact.paused", "{actor} paused the messages of {about}"
    RESUMED = "notifications.contact.resumed", "{actor} asked for the messages of {about} again"
    TEXTS_STOPPED = "notifications.contact.stopped", "Texts to {about} were stopped by {actor}, {how}"
    TEXTS_STARTED = "notifications.contact.started", "Texts to {about} were started again by {actor}, {how}"
    MESSAGE_RESENT = "notifications.message.resent", "{actor} sent {about} again"
    MESSAGE_BY_HAND = "notifications.message.by_hand", "{actor} rang or wrote instead of {about}: {outcome}"
    LOG_EXPORTED = (
        "notifications.log.exported",
        "{actor} downloaded {rows} lines of the delivery log of {about}",
    )
    INBOUND_DONE = "notifications.inbound.done", "{actor} looked after {about}"
    SEND_WAITS = "notifications.send.waits", "{actor} asked for {about}; a second person has to confirm it"
    SEND_CONFIRMED = "notifications.send.confirmed", "{actor} confirmed {about}, as the second person"
    SEND_DROPPED = "notifications.send.dropped", "{actor} turned down {about}"
    SEND_EXPIRED = "notifications.send.expired", "Nobody confirmed {about} in time, so it was not sent"
    SWITCHED_OFF = "notifications.switch.off", "{actor} stopped sending: {about}"
    SWITCHED_ON = "notifications.switch.on", "{actor} let messages go again: {about}"
    PROFILE_SET = "notifications.profile.set", "{actor} changed the message settings of {about}"
