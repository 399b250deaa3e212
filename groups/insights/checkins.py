"""What people answered some months on, in figures: those who came to a group beside those who did not (R094).

No answer can be read off: a question is shown whole or not at all (`disclosure`), and figures move once a month, so
that nobody sees whose answer came last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Exists, OuterRef, TextChoices

from followon import clock
from followon.people.models import Consent
from groups.insights import disclosure
from groups.insights.disclosure import SMALLEST
from groups.models import CheckIn, Membership, SeesGP, StillInTouch, StillUsing
from groups.protocol import CHECK_IN_MONTHS
from pmp.models import Service
from pmp.protocol import Purpose

QUESTIONS: tuple[tuple[str, str, type[TextChoices]], ...] = (
    ("in_touch", "In touch with people from the programme", StillInTouch),
    ("using", "Uses what helped there", StillUsing),
    ("sees_gp", "Sees their GP, compared with the end of the programme", SeesGP),
)
CAME, DID_NOT = "Came to a group", "In no group"

# By months and whether they came to a group: how many gave each answer to each question.
Told = Mapping[tuple[int, bool], Mapping[str, Counter[str]]]


@dataclass(frozen=True)
class Question:
    """One question, for those who came to a group and for those who did not; None where the numbers are too small."""

    title: str
    came: dict[str, str] | None
    did_not: dict[str, str] | None

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Each answer with its two figures, as a table has them."""
        words = list((self.came or self.did_not or {}).keys())
        return [(word, (self.came or {}).get(word, ""), (self.did_not or {}).get(word, "")) for word in words]


@dataclass(frozen=True)
class Mark:
    """What is known at one mark."""

    months: int
    questions: tuple[Question, ...]

    @property
    def has_figures(self) -> bool:
        return any(question.rows for question in self.questions)


def marks(service: Service) -> list[Mark]:
    """The figures of a service at each mark, in one query."""
    told = _told(service)
    return [
        Mark(months, tuple(_question(told, months, *one) for one in QUESTIONS)) for months in CHECK_IN_MONTHS
    ]


def _question(told: Told, months: int, name: str, title: str, answers: type[TextChoices]) -> Question:
    came, did_not = (_shown(told[months, joined][name], answers) for joined in (True, False))
    return Question(title, came, did_not)


def _shown(counts: Mapping[str, int], answers: type[TextChoices]) -> dict[str, str] | None:
    """The answers to one question, those nobody gave included, unless one of them is small."""
    if sum(counts.values()) < SMALLEST:
        return None
    return disclosure.parts_of_a_whole({str(label): counts.get(code, 0) for code, label in answers.choices})


def _told(service: Service, *, for_research: bool = False) -> Told:
    here = CheckIn.objects.filter(enrolment__cohort__service=service, answered_at__lt=_month_began(service))
    if for_research:
        agreed = Consent.objects.in_force().filter(purpose=Purpose.RESEARCH, scope=f"service:{service.pk}")
        here = here.filter(enrolment__person__in=agreed.values("person"))
    member = Membership.objects.filter(person=OuterRef("enrolment__person"), group__service=service)
    rows = here.annotate(came=Exists(member)).order_by()
    found: dict[tuple[int, bool], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for months, came, *said in rows.values_list("months", "came", *(name for name, _, _ in QUESTIONS)):
        for (name, _, _), code in zip(QUESTIONS, said, strict=True):
            found[months, came][name][code] += bool(code)
    return found


def _month_began(service: Service) -> datetime:
    first = clock.today(service.tz).replace(day=1)
    return clock.at_local(datetime.combine(first, time()), service.tz)


# For research ──────────────────────────────────────────────────────────────────────────────────────────────────────

COLUMNS = ("months_after_programme", "came_to_a_group", "question", "answer", "people")


def research_rows(service: Service) -> Iterator[list[str]]:
    """The figures of those alone who agreed to research, line by line; hidden where the people left out could be
    worked out from the figures of everybody."""
    everybody, agreed = _told(service), _told(service, for_research=True)
    for months in CHECK_IN_MONTHS:
        for joined in (True, False):
            for name, _, answers in QUESTIONS:
                all_, some = everybody[months, joined][name], agreed[months, joined][name]
                shown = _shown(some, answers) if _apart(all_, some) else None
                for _, label in answers.choices:
                    people = shown[str(label)] if shown else "hidden"
                    yield [str(months), "yes" if joined else "no", name, str(label), people]


def _apart(everybody: Mapping[str, int], some: Mapping[str, int]) -> bool:
    """Whether nobody can subtract one set of figures from the other and be left with a few people."""
    return all(not 0 < count - some.get(code, 0) < SMALLEST for code, count in everybody.items())


def dictionary() -> list[tuple[str, str, str]]:
    """What each column of the file means, and what can stand in it."""
    words = {name: title for name, title, _ in QUESTIONS}
    said = "; ".join(
        f"{words[name]}: {', '.join(map(str, answers.labels))}" for name, _, answers in QUESTIONS
    )
    return [
        (COLUMNS[0], "Whole months from the last session of the programme to the check-in", "4, 6, 12, 24"),
        (COLUMNS[1], "Whether the person was ever a member of a group of this service", "yes, no"),
        (COLUMNS[2], "; ".join(f"{name}: {title}" for name, title, _ in QUESTIONS), ", ".join(words)),
        (COLUMNS[3], "The answer as it was offered. Every answer could be left out", said),
        (
            COLUMNS[4],
            "How many people who agreed to research gave this answer, up to the end of last month. All answers to a "
            f"question are hidden together when one of them was given by 1 to {SMALLEST - 1} people",
            f"0, {SMALLEST} or more, hidden",
        ),
    ]
