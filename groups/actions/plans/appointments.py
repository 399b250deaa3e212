"""Notes for an appointment: one sheet, in one's own words, to print and take along."""

from datetime import date

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.people.models import User
from groups.events import Event
from groups.models import AppointmentNotes


@transaction.atomic
def write(person: User, *, who: str = "", on_date: date | None = None, **words: str) -> AppointmentNotes:
    """Write the sheet anew; what is left out is empty."""
    if unknown := set(words) - set(AppointmentNotes.WORDS):
        raise TypeError(f"not on the sheet: {sorted(unknown)}")
    blank = dict.fromkeys(AppointmentNotes.WORDS, "")
    facts = {**blank, **words, "who": who, "on_date": on_date, "changed_at": clock.now()}
    notes, _ = AppointmentNotes.objects.update_or_create(person=person, defaults=facts)
    recorder.record(Event.NOTES_WRITTEN, by=person, about=notes)
    return notes


@transaction.atomic
def throw_away(person: User) -> None:
    """Delete the sheet: the appointment has been."""
    if notes := AppointmentNotes.objects.select_for_update().filter(person=person).first():
        recorder.record(Event.NOTES_THROWN_AWAY, by=person, about=notes)
        notes.delete()
