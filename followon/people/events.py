"""Audit event names about accounts and consent; each label is the sentence the history shows."""

from django.db.models import TextChoices


class Event(TextChoices):
    ACCOUNT_OPENED = "people.account.opened", "{actor} opened an account for {about}"
    CONTACT_CHANGED = "people.contact.changed", "{actor} changed the {fields} of {about}"
    CONSENT_GIVEN = "people.consent.given", "{about} agreed to {purpose}, {method}; written down by {actor}"
    CONSENT_WITHDRAWN = "people.consent.withdrawn", "{about} no longer agrees to {purpose}; written down by {actor}"
