"""The four standing reports, under the questions of the study itself (R031, F26).

Farr et al. 2021, "Aims": which groups form or fold, who is involved or not, how they are experienced, what impacts they
have. Groups and programmes are counted as they are; people are shown five or more at a time, and a set of figures
that would let somebody work out a smaller one is hidden whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from followon import clock
from groups.insights import checkins, disclosure, measures, survival
from groups.insights.disclosure import SMALLEST
from groups.insights.lives import for_lives, healths
from groups.insights.measures import Line
from groups.insights.words import duration_sentence, plural
from groups.models import Group, HowWasIt, Membership, QuietReason, QuietSpell, TutorVisit
from groups.protocol import ENDED_WELL
from groups.states import GroupState
from pmp.models import AboutMe, AgeBand, Cohort, Enrolment, Gender, PrivateReason, Reason, Service
from pmp.states import Wish

HIDDEN = f"Hidden: a number below {SMALLEST} would show, or could be worked out"
NOTHING_YET = "Nothing to count yet"


@dataclass(frozen=True)
class Part:
    """A few figures that belong together; `note` says why there are none."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Report:
    """One standing report."""

    slug: str
    heading: str
    parts: tuple[Part, ...]


def reports(service: Service) -> list[Report]:
    """All four, in the order of the study; the same number of queries whatever there is to count."""
    groups = list(for_lives(Group.objects.filter(service=service)).order_by("formed_at", "pk"))
    lines = measures.lines(measures.IN_ORDER["formed"](service))
    return [
        Report("form-or-fold", "Which groups form or fold", tuple(_form_or_fold(service, groups, lines))),
        Report("who", "Who is involved or not", tuple(_who(service))),
        Report("experience", "How experienced", tuple(_experience(service, lines))),
        Report("impact", "What impacts", tuple(_impact(service))),
    ]


# Figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def people(title: str, parts: Mapping[str, int]) -> Part:
    """People by something they told, all of them together: shown whole, or not at all."""
    if not sum(parts.values()):
        return Part(title, note=NOTHING_YET)
    shown = disclosure.parts_of_a_whole(parts)
    return Part(title, tuple(shown.items())) if shown is not None else Part(title, note=HIDDEN)


def several(title: str, counts: Mapping[str, int]) -> Part:
    """People by something of which each may have told several: those told by enough people, most first."""
    shown = disclosure.large_enough(counts)
    rows = tuple((label, str(count)) for label, count in shown.items())
    return Part(title, rows, "" if rows else HIDDEN if any(counts.values()) else NOTHING_YET)


def things(title: str, counts: Mapping[str, int]) -> Part:
    """Groups, programmes or meetings, which are nobody's secret."""
    rows = tuple((label, str(count)) for label, count in counts.items())
    return Part(title, rows) if any(counts.values()) else Part(title, note=NOTHING_YET)


# Which groups form or fold ─────────────────────────────────────────────────────────────────────────────────────────


def _form_or_fold(service: Service, groups: Sequence[Group], lines: Sequence[Line]) -> Iterable[Part]:
    today = clock.today(service.tz)
    ended = Cohort.objects.filter(service=service, ends_on__lte=today)
    led = ended.filter(Exists(Group.objects.filter(cohort=OuterRef("pk"))))
    counted = ended.aggregate(all=Count("pk"), led=Count("pk", filter=Q(pk__in=led.values("pk"))))
    yield things(
        "Programmes that ended",
        {"Led to a group": counted["led"], "Led to no group": counted["all"] - counted["led"]},
    )
    established = sum(group.is_established for group in groups)
    yield things("Groups that formed", {
        "3 people met in person after the programme": established,
        "Not so far": len(groups) - established,
    })  # fmt: skip
    health = healths(groups, today)
    yield things("Groups now", Counter(_now(group, health[group.pk].going.label) for group in groups))
    months = [line.months for line in lines if line.months is not None]
    yield Part("How long groups last", (("Months after the programme", duration_sentence(months)),))
    marks = survival.marks(groups, today)
    yield Part("Groups that still met", tuple((f"{one.months} months on", one.in_words) for one in marks))
    said = QuietSpell.objects.filter(group__service=service).values_list("reasons", flat=True)
    reasons = Counter(QuietReason(code).label for codes in said for code in codes)
    yield things("Why groups were quiet, as they say", dict(reasons.most_common()))


def _now(group: Group, going: str) -> str:
    """As the list of groups has it; a good ending is called one (R080)."""
    if group.state == GroupState.CLOSED:
        return "Ended well" if group.closed_because in ENDED_WELL else "Ended"
    return going


# Who is involved or not ───────────────────────────────────────────────────────────────────────────────────────────


def _who(service: Service) -> Iterable[Part]:
    places = Enrolment.objects.current().filter(
        cohort__service=service, cohort__ends_on__lte=clock.today(service.tz)
    )
    wishes: dict[str | None, int] = Counter(places.order_by().values_list("choice__wish", flat=True))
    yield people(
        "What people answered about a group",
        {
            **{wish.label: wishes.get(wish, 0) for wish in Wish},
            "Not asked, or no answer": wishes.get(None, 0),
        },
    )
    told = _told_about(service, places)
    yield people("Came to a group", Counter({label: sum(told[joined].values()) for joined, label in _JOINED}))
    for title, pick, names in (
        ("gender", lambda one: one[0], dict(Gender.choices)),
        ("age", lambda one: one[1], dict(AgeBand.choices)),
    ):
        for joined, label in _JOINED:
            yield people(f"{label}: {title}", _by(told[joined], pick, names))
    reasons = PrivateReason.objects.filter(cohort__service=service).order_by()
    counted = reasons.values_list("reason").annotate(number=Count("person", distinct=True))
    yield several("Why people do not join", {str(Reason(code).label): number for code, number in counted})


_JOINED = ((True, "In a group"), (False, "In no group"))
_About = tuple[str, str]


def _told_about(service: Service, places: QuerySet[Enrolment]) -> dict[bool, Counter[_About]]:
    """By whether they ever were in a group: gender and decade of everybody whose programme has ended."""
    member = Membership.objects.filter(person=OuterRef("person"), group__service=service)
    about = {
        person: (gender, age)
        for person, gender, age in AboutMe.objects.filter(person__in=places.values("person")).values_list(
            "person", "gender", "age_band"
        )
    }
    found: dict[bool, Counter[_About]] = {True: Counter(), False: Counter()}
    rows = places.annotate(joined=Exists(member)).order_by().values_list("person", "joined").distinct()
    for person, joined in rows:
        found[joined][about.get(person, ("", ""))] += 1
    return found


def _by(told: Counter[_About], pick: Callable[[_About], str], names: Mapping[str, object]) -> dict[str, int]:
    """How many told what, those who did not tell included: else they could be worked out."""
    counts = Counter[str]()
    for one, number in told.items():
        counts[pick(one)] += number
    found = {str(label): counts[code] for code, label in names.items() if code and counts[code]}
    return {**found, "Not told": counts[""]} if counts[""] else found


# How experienced ────────────────────────────────────────────────────────────────────────────────────────


def _experience(service: Service, lines: Sequence[Line]) -> Iterable[Part]:
    met = [line for line in lines if line.times_met]
    sizes = [line.most for line in met if line.most]
    yield Part("Most people at one meeting", _spread(sizes, "person", "people"))
    yield things("How often groups meet", Counter(line.how_often for line in met))
    yield things("Where groups meet", Counter(line.where.capitalize() for line in met if line.where))
    yield things("What groups are for", Counter(word for line in lines for word in line.purposes))
    ways = Counter(way[:1].upper() + way[1:] for line in lines for way in line.keeps_in_touch_by)
    yield things("How groups keep in touch", ways)
    visits = TutorVisit.objects.filter(meeting__group__service=service).exclude(how_was_it="").order_by()
    said = dict(visits.values_list("how_was_it").annotate(number=Count("pk")))
    yield things(
        "What patient tutors said after a visit", {str(one.label): said.get(one, 0) for one in HowWasIt}
    )


def _spread(numbers: Sequence[int], one: str, many: str) -> tuple[tuple[str, str], ...]:
    """How many groups, and the middle one; neither the smallest nor the largest, which may be few people."""
    if not numbers:
        return (("Groups", NOTHING_YET),)
    return (
        ("Groups", str(len(numbers))),
        ("Half of them were larger than", plural(median(numbers), one, many)),
    )


# What impacts ──────────────────────────────────────────────────────────────────────────────────────────


def _impact(service: Service) -> Iterable[Part]:
    parts = list(_answered(service))
    yield from parts or [Part("What people answered some months on", note="Too few answers to show")]


def _answered(service: Service) -> Iterable[Part]:
    for mark in checkins.marks(service):
        for question in mark.questions:
            title = f"{question.title}, {mark.months} months on"
            for label, shown in ((checkins.CAME, question.came), (checkins.DID_NOT, question.did_not)):
                if shown:
                    yield Part(f"{title}: {label.lower()}", tuple(shown.items()))
