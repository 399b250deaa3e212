"""Audit event names about accounts, consent and signing in; each label is the sentence the history shows."""

from django.db.models import TextChoices


class Event(TextChoices):
    ACCOUNT_OPENED = "people.account.opened", "{actor} opened an account for {about}"
    CONTACT_CHANGED = "people.contact.changed", "{actor} changed the {fields} of {about}"
    CONSENT_GIVEN = "people.consent.given", "{about} agreed to {purpose}, {method}; written down by {actor}"
    CONSENT_WITHDRAWN = (
        "people.consent.withdrawn",
        "{about} no longer agrees to {purpose}; written down by {actor}",
    )

    SIGNED_IN = "people.session.signed_in", "{about} signed in {how}"
    SIGNED_OUT = "people.session.signed_out", "{about} signed out"
    SESSION_ENDED = "people.session.ended", "{actor} signed {about} out on another device"
    SIGNED_OUT_EVERYWHERE = "people.session.all_ended", "{actor} signed {about} out on all their devices"
    CODE_REFUSED = "people.code.refused", "Somebody typed {tries} wrong codes for {about}"
    SECOND_FACTOR_REFUSED = "people.second_factor.refused", "Somebody typed a wrong second code for {about}"
    SECOND_FACTOR_CHANGED = "people.second_factor.changed", "{about} changed how they sign in: {what}"
    SECOND_FACTOR_RESET = (
        "people.second_factor.reset",
        "{actor} took away the second step of {about}, who had lost it",
    )

    COPY_TAKEN = "people.copy.taken", "{actor} got a copy of what is kept about {about}"
    DELETION_ASKED = "people.deletion.asked", "{actor} asked to delete what is kept about {about}"
    DELETION_WITHDRAWN = "people.deletion.withdrawn", "{actor} decided to keep the account of {about}"
    ACCOUNT_ERASED = "people.account.erased", "{actor} deleted everything that names {about}"
