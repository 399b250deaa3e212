"""Options in plain sentences, so that a coordinator can see why one comes before another."""

from collections.abc import Sequence

from groups.meetup_dates.inputs import Group, Season
from groups.meetup_dates.outcome import Option, Proof, SitePlan
from groups.meetup_dates.wording import counted, listed, moment_in_words, pounds, shortened


def sentences_for(
    option: Option, better: Option | None, worse: Option | None, season: Season
) -> tuple[str, ...]:
    """The summary first, then what else is worth knowing, then why the option ranks where it does."""
    parts: tuple[str, ...] = (
        _summary(option, season),
        _answers(option),
        *_sites(option),
        _owed(option, season),
        _online(option),
        _no_seat(option),
        _needs(option),
        _too_far(option, season),
        _journeys(option, season),
        _silent(option),
        _clashes(option),
        *_slot_notes(option),
        _cost(option),
        _why(option, better, worse, season),
    )
    return tuple(part for part in parts if part)


def where_and_when(option: Option, season: Season) -> str:
    """Saturday 20 March at Northgate Hall and Tuesday 23 March at Larkfield Library."""
    starts = [slot.start for slot in season.slots]
    return listed(
        [f"{moment_in_words(site.slot.start, starts)} at {site.place.name}" for site in option.sites]
    )


def proof_in_words(proof: Proof, groups: int) -> str:
    """How sure it is that nothing is better."""
    if proof.exact:
        return "Every choice was weighed. None is better."
    if not proof.gap_percent:
        return "No other choice brings more groups or more people. One with shorter journeys may exist."
    if proof.groups_at_most > groups:
        return f"No other choice brings more than {counted(proof.groups_at_most, 'group')}."
    people = f"{proof.people_at_most:,g} people, with 'if I have to' as half"
    return f"No other choice brings more groups, or more than {people}."


def _summary(option: Option, season: Season) -> str:
    total = len(option.by_group)
    if total and len(option.groups) == total:
        groups = f"all {counted(total, 'group')}" if total > 1 else "the one group"
    else:
        groups = f"{len(option.groups)} of {counted(total, 'group')}"
    people = counted(option.people, "person", "people")
    return f"{where_and_when(option, season)}: {groups}, {people}{_left_out(option, season)}."


def _left_out(option: Option, season: Season) -> str:
    again = [group.name for group in option.groups_left_out if group.left_out_last_time]
    others = [group.name for group in option.groups_left_out if not group.left_out_last_time]
    if not again and not others:
        return "; leaves out nobody who answered" if option.groups_silent or option.groups_online_only else ""
    if not again:
        return f"; leaves out {shortened(others)}"
    twice = f"{shortened(again)}, who were left out {season.last_time}"
    return f"; leaves out {twice}, and {shortened(others)}" if others else f"; leaves out {twice}"


def _answers(option: Option) -> str:
    if not option.if_have_to:
        return ""
    return f"{option.yes:,} said yes and {option.if_have_to:,} said 'if I have to', which counts half."


def _sites(option: Option) -> list[str]:
    return [_site(site) for site in option.sites] if len(option.sites) > 1 else []


def _site(site: SitePlan) -> str:
    if not site.people:
        return f"Nobody would need {site.place.name}: everybody who can come has a seat elsewhere."
    people, groups = counted(len(site.people), "person", "people"), counted(len(site.groups), "group")
    return f"{site.place.name}: {people} from {groups}."


def _owed(option: Option, season: Season) -> str:
    if not option.owed:
        return ""
    people = counted(option.owed, "person", "people")
    return f"{option.owed_coming:,} of the {people} left out {season.last_time} can come."


def _online(option: Option) -> str:
    if not option.online:
        return ""
    text = f"{counted(option.online, 'person joins', 'people join')} online"
    if option.groups_online_only:
        text += f"; {shortened(_names(option.groups_online_only))} only that way"
    return f"{text}."


def _no_seat(option: Option) -> str:
    if not option.without_seat:
        return ""
    people = counted(len(option.without_seat), "more person", "more people")
    if len(option.sites) == 1:
        place = option.sites[0].place
        return f"{people} could come, but {place.name} holds {place.capacity:,}."
    return f"{people} could come, but there is no seat left for them."


def _needs(option: Option) -> str:
    if not option.needs_not_met:
        return ""
    verb = "needs" if len(option.needs_not_met) == 1 else "need"
    people = counted(len(option.needs_not_met), "more person", "more people")
    return f"{people} could come that day, but {verb} what the place does not have: {listed(option.unmet)}."


def _too_far(option: Option, season: Season) -> str:
    if not option.too_far or season.farthest is None:
        return ""
    verb = "lives" if len(option.too_far) == 1 else "live"
    people = counted(len(option.too_far), "more person", "more people")
    return (
        f"{people} could come that day, but {verb} more than {season.farthest} {season.distance_unit} away."
    )


def _journeys(option: Option, season: Season) -> str:
    if not option.travellers or not season.distances:
        return ""
    average = round(option.travel / option.travellers)
    return f"People travel {average} {season.distance_unit} on average, and {option.longest_journey} at most."


def _silent(option: Option) -> str:
    if not option.groups_silent:
        return ""
    return f"{shortened(_names(option.groups_silent))} have not answered, which counts for no date and against none."


def _clashes(option: Option) -> str:
    if not option.groups_clashing:
        return ""
    return f"{shortened(_names(option.groups_clashing))} have a meeting of their own that day."


def _slot_notes(option: Option) -> list[str]:
    return list(dict.fromkeys(note for site in option.sites for note in site.slot.notes))


def _cost(option: Option) -> str:
    if option.cost_pence is None:
        return "The cost is not known."
    return f"It costs {pounds(option.cost_pence)}." if option.cost_pence else ""


def _names(groups: Sequence[Group]) -> list[str]:
    return [group.name for group in groups]


def _why(option: Option, better: Option | None, worse: Option | None, season: Season) -> str:
    if better:
        return f"It ranks below the one before because {_difference(better, option, season)}."
    if worse:
        return f"It comes first: the next one ranks below because {_difference(option, worse, season)}."
    return ""


def _difference(better: Option, worse: Option, season: Season) -> str:
    """The first step of the order of merit in which two options differ."""
    if fewer := len(better.groups) - len(worse.groups):
        return f"{counted(fewer, 'group')} fewer can come"
    if better.people_counted != worse.people_counted:
        return f"fewer people can come: {_half(worse)} against {_half(better)}, with 'if I have to' as half"
    if fewer := better.owed_coming - worse.owed_coming:
        return f"{fewer:,} fewer of those left out {season.last_time} can come"
    if further := worse.travel - better.travel:
        return f"people travel {further:,} {season.distance_unit} more in all"
    if [site.slot.start for site in better.sites] != [site.slot.start for site in worse.sites]:
        return "it is later, and otherwise as good"
    if better.cost_pence != worse.cost_pence:
        return "it costs more, or its cost is not known, and it is otherwise as good"
    return "one has to come first; it is as good in every way"


def _half(option: Option) -> str:
    return f"{option.people_counted:,g}"
