"""The long tables of the team's pages about groups: what stands in each cell."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from followon.web.links import AddressOf
from followon.web.tables import link, table, tag, together
from followon.web.templatetags.dates import day, month
from groups.insights.handovers import HandoverLine
from groups.insights.lives import Row
from groups.insights.measures import Line

_GROUP, _HANDOVER = AddressOf("groups:team_group"), AddressOf("pmp:team_handover")
_GROUPS = ("Group", "Last met", "Came last time", "How often, where", "How it’s going")
_HANDOVERS = ("Programme", "Now", "Want a group", "Steps")
_COMPARED = (
    *("Group", "Began", "Most people at once", "How often, where", "Ages"),
    *("Keeps in touch by", "Lasted so far", "What it is for"),
)


def groups_table(caption: str, rows: Iterable[Row]) -> SafeString:
    """How groups are going."""
    return table(caption, _GROUPS, map(_group, rows))


def _group(row: Row) -> tuple[object, ...]:
    url, name = _GROUP.of(row.group.code), row.group.name
    going = tag(row.health.going.label, row.health.going.colour)
    why = together(going, link(f"{url}#why", "Why?", unseen=name))
    return link(url, name), row.last_met, row.came_last_time, row.how_often_and_where, why


def handovers_table(lines: Iterable[HandoverLine]) -> SafeString:
    """Where handovers stand."""
    return table("Handovers", _HANDOVERS, map(_handover, lines))


def _handover(line: HandoverLine) -> tuple[object, ...]:
    cohort = line.handover.cohort
    if line.session_on:
        now = f"Session {line.session_number}, {day(line.session_on)}"
    elif line.first_meeting_on:
        now = f"Ended. First meeting {day(line.first_meeting_on)}"
    else:
        now = f"Ended on {day(cohort.ends_on)}"
    if line.overdue:
        steps = tag(f"{len(line.overdue)} overdue", "red")
    elif line.to_do:
        steps = tag(f"{len(line.to_do)} to do", "blue")
    else:
        steps = tag("On track", "green")
    name = link(_HANDOVER.of(line.handover.pk), cohort.name)
    return name, now, f"{line.want_a_group} of {line.people}", steps


def compared_table(lines: Iterable[Line]) -> SafeString:
    """Table 2 of the paper."""
    return table("All groups", _COMPARED, map(_compared, lines))


def _compared(line: Line) -> tuple[object, ...]:
    group = line.group
    state = "" if line.is_meeting else f". {group.get_state_display()}"
    return (
        link(_GROUP.of(group.code), group.name),
        month(group.established_on) or "Not yet",
        line.most_in_words,
        line.how_often_and_where,
        line.ages_in_words,
        line.touch_in_words,
        f"{line.months_in_words}{state}",
        " ".join(f"{purpose}." for purpose in line.purposes) or "Not said yet",
    )
