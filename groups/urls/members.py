"""/home/, /plans/, /groups/…, /find-a-group/, /meetups/…, /worried/: members and their groups."""

from django.urls import path

from groups.views import (
    my_appointment,
    my_between,
    my_calendar,
    my_concerns,
    my_dates,
    my_dates_deciding,
    my_flare_up,
    my_group,
    my_home,
    my_joining,
    my_meeting_plan,
    my_meetings,
    my_meetups,
    my_membership,
    my_organise,
    my_organising,
    my_places,
    my_planning,
    my_plans,
    my_quieter,
    my_reminding,
    my_settings,
    my_sharing,
)

# ── /home/, /you/sharing/: one member ───────────────────────────────────────────────────────────────────────────
my_urls = [
    path("home/", my_home.my_home, name="my_home"),
    path("you/sharing/", my_sharing.my_sharing, name="my_sharing"),
    path("you/sharing/as-others-see-me/", my_sharing.my_sharing_seen, name="my_sharing_seen"),
    path("groups/", my_group.my_groups, name="my_groups"),
    path("worried/", my_concerns.my_worried, name="my_worried"),
    path("worried/<int:pk>/", my_concerns.my_worried_sent, name="my_worried_sent"),
]

# ── /plans/: a member's own plans, which nobody else reads ──────────────────────────────────────────────────────
plan_urls = [
    path("plans/", my_plans.my_plans, name="my_plans"),
    path("plans/goals/switch/", my_plans.my_goals_switch, name="my_goals_switch"),
    path("plans/goals/new/", my_plans.my_goal_new, name="my_goal_new"),
    path("plans/goals/<int:goal_id>/", my_plans.my_goal, name="my_goal"),
    path("plans/goals/<int:goal_id>/change/", my_plans.my_goal_change, name="my_goal_change"),
    path("plans/flare-up/", my_flare_up.my_flare_up, name="my_flare_up"),
    path("plans/flare-up/change/<slug:part>/", my_flare_up.my_flare_up_change, name="my_flare_up_change"),
    path("plans/flare-up/now/", my_flare_up.my_flare_up_now, name="my_flare_up_now"),
    path("plans/flare-up/card/", my_flare_up.my_flare_up_card, name="my_flare_up_card"),
    path("plans/flare-up/sharing/", my_flare_up.my_flare_up_sharing, name="my_flare_up_sharing"),
    path("plans/flare-up/throw-away/", my_flare_up.my_flare_up_throw_away, name="my_flare_up_throw_away"),
    path("plans/flare-up/of/<int:share_id>/", my_flare_up.my_flare_up_shared, name="my_flare_up_shared"),
    path("plans/appointment/", my_appointment.my_appointment, name="my_appointment"),
    path("plans/appointment/sheet/", my_appointment.my_appointment_sheet, name="my_appointment_sheet"),
    path(
        "plans/appointment/throw-away/",
        my_appointment.my_appointment_throw_away,
        name="my_appointment_throw_away",
    ),
]

# ── /groups/<code>/: a group, for its members ───────────────────────────────────────────────────────────────────
_G = "groups/<slug:code>/"
group_urls = [
    path(_G, my_group.my_group, name="my_group"),
    path(f"{_G}people/", my_group.my_people, name="my_people"),
    path(f"{_G}agreement/", my_group.my_agreement, name="my_agreement"),
    path(f"{_G}agreement/change/", my_settings.my_agreement_change, name="my_agreement_change"),
    path(f"{_G}calendar/", my_calendar.my_calendar, name="my_calendar"),
    path(f"{_G}count-me-in/", my_membership.my_count_me_in, name="my_count_me_in"),
    path(f"{_G}part/", my_membership.my_part, name="my_part"),
    path(f"{_G}pause/", my_membership.my_pause, name="my_pause"),
    path(f"{_G}come-back/", my_membership.my_come_back, name="my_come_back"),
    path(f"{_G}leave/", my_membership.my_leave, name="my_leave"),
    path(f"{_G}left/", my_membership.my_left, name="my_left"),
    path(f"{_G}organising/", my_organising.my_organising, name="my_organising"),
    path(f"{_G}organising/take-a-turn/", my_organising.my_turn_take, name="my_turn_take"),
    path(f"{_G}organising/offer/", my_organising.my_offer, name="my_offer"),
    path(f"{_G}organising/step-back/", my_organising.my_step_back, name="my_step_back"),
    path(f"{_G}ideas/", my_meeting_plan.my_ideas, name="my_ideas"),
    path(f"{_G}settings/", my_settings.my_group_settings, name="my_group_settings"),
    path(f"{_G}settings/rest/", my_settings.my_group_rest, name="my_group_rest"),
    path(f"{_G}settings/goodbye/", my_settings.my_group_close, name="my_group_close"),
    path(f"{_G}settings/service/", my_settings.my_grants, name="my_grants"),
    path(
        f"{_G}settings/service/<int:grant_id>/stop/", my_settings.my_grant_withdraw, name="my_grant_withdraw"
    ),
    path(f"{_G}quieter/", my_quieter.my_quieter, name="my_quieter"),
    path(f"{_G}quieter/why/", my_quieter.my_quieter_why, name="my_quieter_why"),
    path(f"{_G}quieter/half-as-often/", my_quieter.my_quieter_slower, name="my_quieter_slower"),
    path(f"{_G}quieter/ask/", my_quieter.my_quieter_ask, name="my_quieter_ask"),
    path(f"{_G}places/", my_places.my_places, name="my_places"),
    path(f"{_G}places/new/", my_places.my_place_new, name="my_place_new"),
    path(f"{_G}places/<int:place_id>/", my_places.my_place, name="my_place"),
    path(f"{_G}places/<int:place_id>/check/", my_places.my_place_check, name="my_place_check"),
    path(f"{_G}places/<int:place_id>/share/", my_places.my_place_share, name="my_place_share"),
    path(f"{_G}places/<int:place_id>/close/", my_places.my_place_close, name="my_place_close"),
]

# ── /find-a-group/, /groups/<code>/…: between groups ─────────────────────────────────────────────────────────────
between_urls = [
    path("find-a-group/", my_joining.my_find_group, name="my_find_group"),
    path("find-a-group/<slug:code>/", my_joining.my_join_ask, name="my_join_ask"),
    path("find-a-group/asked/<int:pk>/take-back/", my_joining.my_join_withdraw, name="my_join_withdraw"),
    path(f"{_G}joining/", my_joining.my_joining, name="my_joining"),
    path(f"{_G}nearby/", my_between.my_nearby, name="my_nearby"),
    path(f"{_G}join-up/", my_between.my_join_up, name="my_join_up"),
    path(f"{_G}split/", my_between.my_split, name="my_split"),
    path(f"{_G}new-group/<int:pk>/", my_between.my_regrouping, name="my_regrouping"),
]

# ── /groups/<code>/meetings/: its meetings ──────────────────────────────────────────────────────────────────────
_M = f"{_G}meetings/<int:meeting_id>/"
meeting_urls = [
    path(f"{_G}meetings/", my_meetings.my_meetings, name="my_meetings"),
    path(f"{_G}meetings/new/", my_planning.my_meeting_new, name="my_meeting_new"),
    path(_M, my_meetings.my_meeting, name="my_meeting"),
    path(f"{_M}plan/", my_meeting_plan.my_meeting_plan, name="my_meeting_plan"),
    path(f"{_M}plan/sheet/", my_meeting_plan.my_meeting_sheet, name="my_meeting_sheet"),
    path(f"{_M}answer/", my_meetings.my_meeting_answer, name="my_meeting_answer"),
    path(f"{_M}note/", my_meetings.my_meeting_note, name="my_meeting_note"),
    path(f"{_M}calendar/", my_calendar.my_meeting_calendar, name="my_meeting_calendar"),
    path(f"{_M}organise/", my_organise.my_meeting_organise, name="my_meeting_organise"),
    path(f"{_M}calls/", my_organise.my_meeting_calls, name="my_meeting_calls"),
    path(f"{_M}remind/", my_reminding.my_meeting_remind, name="my_meeting_remind"),
    path(f"{_M}reminded/", my_reminding.my_meeting_reminded, name="my_meeting_reminded"),
    path(f"{_M}who-came/", my_organise.my_meeting_who_came, name="my_meeting_who_came"),
    path(f"{_M}not-held/", my_organise.my_meeting_not_held, name="my_meeting_not_held"),
    path(f"{_M}reported/", my_organise.my_meeting_reported, name="my_meeting_reported"),
    path(f"{_M}move/", my_planning.my_meeting_move, name="my_meeting_move"),
    path(f"{_M}cancel/", my_planning.my_meeting_cancel, name="my_meeting_cancel"),
    path(f"{_M}put-back/", my_planning.my_meeting_put_back, name="my_meeting_put_back"),
    path(f"{_M}pass-on/", my_organising.my_meeting_pass_on, name="my_meeting_pass_on"),
    path(f"{_M}take-on/", my_organising.my_meeting_take_on, name="my_meeting_take_on"),
]

# ── /groups/<code>/dates/: which dates suit for its next meeting ────────────────────────────────────────────────
_D = f"{_G}dates/<int:poll_id>/"
dates_urls = [
    path(f"{_G}dates/new/", my_dates.my_dates_new, name="my_dates_new"),
    path(_D, my_dates.my_dates, name="my_dates"),
    path(f"{_D}choose/", my_dates_deciding.my_dates_choose, name="my_dates_choose"),
    path(f"{_D}calls/", my_dates_deciding.my_dates_calls, name="my_dates_calls"),
    path(f"{_D}calls/<int:member_id>/", my_dates_deciding.my_dates_for, name="my_dates_for"),
    path(f"{_D}book/<int:number>/", my_dates_deciding.my_dates_book, name="my_dates_book"),
]

# ── /meetups/: all groups together, for whoever was asked ───────────────────────────────────────────────────────
meetup_urls = [
    path("meetups/<int:pk>/", my_meetups.my_meetup, name="my_meetup"),
    path("meetups/<int:pk>/calendar/", my_meetups.my_meetup_calendar, name="my_meetup_calendar"),
    path("meetups/<int:pk>/news/", my_meetups.my_meetup_news, name="my_meetup_news"),
    path("meetups/<int:pk>/exchange/", my_meetups.my_meetup_exchange, name="my_meetup_exchange"),
    path(f"{_G}in-touch/", my_meetups.my_in_touch, name="my_in_touch"),
]

urlpatterns = [*my_urls, *plan_urls, *group_urls, *between_urls, *meeting_urls, *dates_urls, *meetup_urls]
