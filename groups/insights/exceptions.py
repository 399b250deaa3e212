"""What waits for somebody of the team and would be missed if nobody opened the overview; counts, never people (F27).

Each line is one exception with one thing to do, and knows whose it is: a programme's belongs to whoever runs it,
and everything to the coordinators and the lead. What changes slowly is said on the first working day of a week.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse

from followon import clock
from groups.insights import handovers
from groups.insights.handovers import HandoverLine
from groups.insights.health import Going
from groups.insights.lives import for_lives, healths
from groups.insights.words import plural
from groups.models import Group
from groups.models.numbers import NumberChange, NumberCheck
from notifications import kinds
from notifications.models import Message
from pmp.board.exceptions import not_heard
from pmp.models import Cohort, Handover, Post, Role, Service
from pmp.protocol import Owner
from pmp.states import HandoverState

ENDS_SOON = timedelta(days=14)
_NOT_REACHED_SINCE = timedelta(days=183)
_QUIET = {
    Going.QUIET: "{} have gone quiet",
    Going.MET_ONCE: "{} met once",
    Going.NOT_STARTED: "{} have not met yet",
}


@dataclass(frozen=True)
class Line:
    """One exception: what it is, the one thing to do about it, where, and whose it is."""

    words: str
    todo: str
    path: str
    people: frozenset[int] = frozenset()
    is_slow: bool = False


def lines(service: Service, today: date, *, texts: int) -> list[Line]:
    """Every exception of a service today, the most pressing first, in the same number of queries however much there
    is. `texts` is how many texts wait to be read."""
    posts = list(Post.objects.held(today).filter(service=service))
    looks_after_all = _who_looks_after_all(posts)
    found = [*_of_programmes(service, today, posts)]
    found += [*_of_messages(service, texts), *_quiet_groups(service, today), *_numbers(service)]
    found += _ending_posts(posts, today)
    return [line if line.people else replace(line, people=looks_after_all) for line in found]


def for_person(found: Iterable[Line], person: int, *, with_slow: bool) -> list[Line]:
    """Those lines that are this person's to see to."""
    return [line for line in found if person in line.people and (with_slow or not line.is_slow)]


def _who_looks_after_all(posts: Iterable[Post]) -> frozenset[int]:
    return frozenset(post.person_id for post in posts if post.role == Role.COORDINATOR or post.is_lead)


def _of_programmes(service: Service, today: date, posts: Sequence[Post]) -> Iterator[Line]:
    late = [line for line in handovers.lines(service, today) if line.overdue]
    unreached = _unreached(service, today)
    cohorts = {line.handover.cohort_id: line.handover.cohort for line in late}
    cohorts |= {cohort.pk: cohort for cohort, _ in unreached.values()}
    run_by, helped_by = _who_runs(cohorts, posts)
    for line in late:
        yield from _overdue(line, run_by[line.handover.cohort_id], helped_by[line.handover.cohort_id])
    for cohort, people in unreached.values():
        words = f"{cohort.name}: {plural(people, 'person has', 'people have')} not heard from us"
        yield Line(words, "See who, and reach them", reverse("pmp:team_not_reached"), run_by[cohort.pk])


def _overdue(line: HandoverLine, run_by: frozenset[int], helped_by: frozenset[int]) -> Iterator[Line]:
    """The steps that are late, for whoever runs the programme; a patient tutor hears of their own and the room's."""
    path, name = reverse("pmp:team_handover", args=[line.handover.pk]), line.handover.cohort.name
    theirs = [step for step in line.overdue if step.owner is not Owner.CLINICIAN]
    for steps, people in ((line.overdue, run_by), (theirs, helped_by - run_by)):
        if steps and people:
            late = plural(len(steps), "step is overdue", "steps are overdue")
            yield Line(f"{name}: {late}", "Open the handover", path, people)


def _unreached(service: Service, today: date) -> dict[int, tuple[Cohort, int]]:
    """How many said yes and have not heard from us, by programme that has ended."""
    ended = Handover.objects.filter(
        cohort__service=service, cohort__ends_on__lt=today, cohort__ends_on__gte=today - _NOT_REACHED_SINCE
    )
    recent = ended.exclude(state=HandoverState.NO_GROUP).select_related("cohort__service", "tutor__person")
    found: dict[int, tuple[Cohort, int]] = {}
    for one in not_heard(recent.order_by("cohort__ends_on", "pk")):
        cohort = one.handover.cohort
        found[cohort.pk] = (cohort, found.get(cohort.pk, (cohort, 0))[1] + 1)
    return found


def _who_runs(
    cohorts: Iterable[int], posts: Sequence[Post]
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """By programme: its clinicians with those who look after everything, and its patient tutors."""
    looks_after_all = _who_looks_after_all(posts)
    run_by: dict[int, frozenset[int]] = defaultdict(lambda: looks_after_all)
    helped_by: dict[int, frozenset[int]] = defaultdict(frozenset)
    held, programmes = [post.pk for post in posts], list(cohorts)
    clinicians = Cohort.clinicians.through.objects.filter(cohort__in=programmes, post__in=held)
    tutors = Cohort.tutors.through.objects.filter(cohort__in=programmes, post__in=held)
    for found, rows in ((run_by, clinicians), (helped_by, tutors)):
        for cohort, person in rows.values_list("cohort", "post__person"):
            found[cohort] |= {person}
    return run_by, helped_by


def _of_messages(service: Service, texts: int) -> Iterator[Line]:
    waiting = Message.objects.filter(service_id=service.pk).exclude(kind__in=kinds.unlisted())
    if failed := waiting.needing_a_person().order_by().count():
        words = f"{plural(failed, 'message needs', 'messages need')} a person"
        yield Line(words, "Ring, or find another way", reverse("notifications:team_messages"))
    if texts:
        words = f"{plural(texts, 'text waits', 'texts wait')} to be read"
        yield Line(words, "Read the texts", reverse("groups:team_texts"))


def _quiet_groups(service: Service, today: date) -> Iterator[Line]:
    groups = list(for_lives(Group.objects.running().filter(service=service)).order_by("name", "pk"))
    known = healths(groups, today)
    for group in groups:
        if words := _QUIET.get(known[group.pk].going):
            path = reverse("groups:team_group", args=[group.code])
            yield Line(words.format(group.name), "See how they are", path, is_slow=True)


def _numbers(service: Service) -> Iterator[Line]:
    path = reverse("groups:team_numbers")
    if NumberChange.objects.waiting().filter(service=service).exists():
        yield Line("A number for the help pages waits for a second person", "Ring it and confirm it", path)
    if not NumberCheck.objects.filter(service=service).in_time(clock.now()).exists():
        words = "Nobody has rung the numbers of the help pages for a month"
        yield Line(words, "Ring them", path, is_slow=True)


def _ending_posts(posts: Sequence[Post], today: date) -> Iterator[Line]:
    """From the posts read already: those of the team that end before long."""
    if ending := sum(post.until_date is not None and post.until_date <= today + ENDS_SOON for post in posts):
        words = f"{plural(ending, 'post ends', 'posts end')} in the next 2 weeks"
        yield Line(words, "See whose, and who takes over", reverse("pmp:team_staff"), is_slow=True)
