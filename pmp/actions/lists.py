"""Lists of people: given in, looked through, fixed row by row, and only then added. Nobody is told of anything."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Actor
from followon.errors import Refused
from followon.people.models import User
from pmp.actions import enrolments
from pmp.events import Event
from pmp.imports.checking import DIFFERENT, SAME, CheckedRow, Details, Known, Standing, check
from pmp.imports.reading import FIELDS, Reading, Row
from pmp.models import Cohort, Enrolment, Import, ImportState
from pmp.protocol import KEEP_LISTS_FOR


class NothingToAdd(Refused):
    """No row of the list is ready, or they were added a moment ago."""

    def __init__(self) -> None:
        super().__init__("There is nobody to add. They may have been added a moment ago: see the programme.")


class ListIsOver(Refused):
    """The list was added, thrown away or deleted."""

    def __init__(self) -> None:
        super().__init__("This list is no longer there. Its people were added, or it was thrown away.")


class NoSuchRow(Refused):
    """Somebody else dealt with the row."""

    def __init__(self) -> None:
        super().__init__("This row is no longer in the list. Somebody may have added or fixed it.")


@transaction.atomic
def give_in(cohort: Cohort, *, reading: Reading, source: str, by: User, file_name: str = "") -> Import:
    """Keep a list for somebody to look through; nobody is added. It is deleted after seven days.

    `source` is "paste" or "file". Raises `enrolments.ProgrammeOver`.
    """
    cohort = enrolments.lock(cohort)
    made = Import.objects.create(
        cohort=cohort,
        uploaded_by=by,
        source=source,
        file_name=file_name[-80:],
        left_out=list(reading.left_out),
        rows=[row.as_json() for row in reading.rows],
        delete_on=clock.today(cohort.service.tz) + KEEP_LISTS_FOR,
    )
    _settle(made)
    recorder.record(Event.LIST_READ, by=by, about=made, rows=len(reading.rows), cohort=cohort)
    return made


def look(kept: Import) -> list[CheckedRow]:
    """Every row with its standing today; in three queries for any number of rows."""
    rows = rows_of(kept)
    first = check(rows)
    known, taken = _known(kept.cohort, [one.details for one in first])
    return check(rows, known=known, taken_emails=taken)


def rows_of(kept: Import) -> list[Row]:
    """The rows as they were typed."""
    return [Row.from_json(row) for row in kept.rows]


def look_at(cohort: Cohort, row: Row) -> CheckedRow:
    """One person typed by themselves, checked as a list of one."""
    known, taken = _known(cohort, [check([row])[0].details])
    return check([row], known=known, taken_emails=taken)[0]


def _known(cohort: Cohort, wanted: Sequence[Details]) -> tuple[list[Known], frozenset[str]]:
    """People of this service who have a number, an email or a name of the list; and emails in use elsewhere."""
    numbers = {number for one in wanted for number in (one.mobile, one.landline) if number}
    emails = {one.email.casefold() for one in wanted if one.email}
    same_contact = Q(person__mobile__in=numbers) | Q(person__landline__in=numbers) | Q(email__in=emails)
    here = Q(cohort=cohort, withdrawn_at=None)
    places = (
        Enrolment.objects.filter(cohort__service=cohort.service_id)
        .annotate(email=Lower("person__email"))
        .filter(same_contact | here)
        .select_related("person", "cohort")
        .order_by("person", "-enrolled_at", "-pk")
    )
    found: dict[int, Known] = {}
    for place in places:
        is_here = place.cohort_id == cohort.pk and place.withdrawn_at is None
        if is_here or place.person_id not in found:
            found[place.person_id] = Known(
                place.person_id, _details_of(place.person), place.cohort.name, is_here
            )
    taken = User.objects.annotate(lower=Lower("email")).filter(lower__in=emails).exclude(pk__in=found)
    return list(found.values()), frozenset(taken.values_list("lower", flat=True))


def _details_of(person: User) -> Details:
    return Details(person.first_name, person.last_name, person.mobile, person.landline, person.email)


@transaction.atomic
def fix_row(kept: Import, *, number: int, by: Actor, **typed: str) -> Import:
    """Type a row again; what was said of a possible double is asked anew. Raises ListIsOver and NoSuchRow."""
    kept = _lock(kept)
    if unknown := set(typed) - set(FIELDS):
        raise TypeError(f"not columns of a list: {sorted(unknown)}")
    _change(kept, number, has_more_cells=False, decision="", about="", **typed)
    return kept


@transaction.atomic
def drop_row(kept: Import, *, number: int, by: Actor) -> Import:
    """Take a row out of the list. Raises ListIsOver and NoSuchRow."""
    kept = _lock(kept)
    rows = rows_of(kept)
    if number not in {row.number for row in rows}:
        raise NoSuchRow
    _keep(kept, [row for row in rows if row.number != number])
    return kept


@transaction.atomic
def decide(kept: Import, *, number: int, is_same: bool, about: str, by: Actor) -> Import:
    """Say if a row is the person or row `about`, such as "person:7". Raises ListIsOver and NoSuchRow."""
    kept = _lock(kept)
    _change(kept, number, decision=SAME if is_same else DIFFERENT, about=about)
    return kept


def _change(kept: Import, number: int, **changes: Any) -> None:
    rows = rows_of(kept)
    if number not in {row.number for row in rows}:
        raise NoSuchRow
    _keep(kept, [replace(row, **changes) if row.number == number else row for row in rows])


def _keep(kept: Import, rows: Iterable[Row]) -> None:
    kept.rows = [row.as_json() for row in rows]
    _settle(kept)


def _settle(kept: Import) -> None:
    """Keep the list's state in step with its rows."""
    checked = look(kept)
    clear = all(one.standing in (Standing.READY, Standing.LEFT_OUT, Standing.ALREADY_HERE) for one in checked)
    kept.state = ImportState.READY if clear else ImportState.HAS_PROBLEMS
    kept.save(update_fields=["rows", "state"])


@transaction.atomic
def add(kept: Import, *, by: Actor) -> list[Enrolment]:
    """Add everybody who is ready; rows to fix or compare stay for later, the others have done their duty.

    Raises ListIsOver, NothingToAdd and `enrolments.ProgrammeOver`.
    """
    kept = _lock(kept)
    checked = look(kept)
    ready = [one for one in checked if one.standing is Standing.READY]
    if not ready:
        raise NothingToAdd
    added = [_add_one(kept.cohort, one, by=by) for one in ready]
    later = [one.row for one in checked if one.standing in (Standing.TO_FIX, Standing.TO_COMPARE)]
    kept.rows = [row.as_json() for row in later]
    kept.state = ImportState.HAS_PROBLEMS if later else ImportState.ADDED
    kept.save(update_fields=["rows", "state"])
    recorder.record(Event.LIST_ADDED, by=by, about=kept, people=len(added), cohort=kept.cohort)
    return added


def _add_one(cohort: Cohort, one: CheckedRow, *, by: Actor) -> Enrolment:
    if one.person_id:
        return enrolments.enrol(cohort, person=User.objects.get(pk=one.person_id), by=by)
    return add_person(cohort, details=one.details, by=by)


@transaction.atomic
def add_person(cohort: Cohort, *, details: Details, by: Actor) -> Enrolment:
    """Open an account for a checked row and put it on the programme. Raises as `enrolments.enrol_new` does."""
    return enrolments.enrol_new(
        cohort,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email,
        mobile=details.mobile,
        landline=details.landline,
        channel=details.channel or None,
        by=by,
    )


@transaction.atomic
def cancel(kept: Import, *, by: Actor) -> Import:
    """Throw a list away, rows and all. Raises ListIsOver."""
    kept = _lock(kept)
    kept.state, kept.rows = ImportState.CANCELLED, []
    kept.save(update_fields=["state", "rows"])
    recorder.record(Event.LIST_CANCELLED, by=by, about=kept)
    return kept


@transaction.atomic
def delete_old(*, by: Actor) -> int:
    """Empty the lists whose seven days are over; how many."""
    old = Import.objects.select_for_update().filter(delete_on__lte=clock.today()).exclude(rows=[])
    for kept in old:
        kept.state, kept.rows = ImportState.CANCELLED, []
        kept.save(update_fields=["state", "rows"])
        recorder.record(Event.LIST_DELETED, by=by, about=kept)
    return len(old)


def _lock(kept: Import) -> Import:
    rows = Import.objects.select_for_update(of=("self",)).select_related("cohort__service")
    fresh = rows.get(pk=kept.pk)
    if fresh.state not in (ImportState.READY, ImportState.HAS_PROBLEMS):
        raise ListIsOver
    return fresh
