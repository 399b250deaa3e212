"""/home/, /groups/…, /meetups/…, /r/…, /w/…, /worried/, /team/, /team/groups/…, /team/meetups/…, /team/concerns/…"""

from django.urls import path

from groups.views import (
    link_answer,
    link_came,
    link_check_in,
    link_dates,
    link_group_dates,
    link_organise,
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
    team_check_ins,
    team_concerns,
    team_formation,
    team_from_home,
    team_groups,
    team_home,
    team_insights,
    team_joining,
    team_meetup_asking,
    team_meetup_choosing,
    team_meetup_day,
    team_meetups,
    team_morning,
    team_numbers,
    team_places,
    team_reports,
    team_research,
    team_rota,
    team_texts,
    team_visits,
)

app_name = "groups"

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
    path(f"{_G}ways-on/", my_between.my_ways_on, name="my_ways_on"),
    path(f"{_G}join-up/", my_between.my_join_up, name="my_join_up"),
    path(f"{_G}split/", my_between.my_split, name="my_split"),
    path(f"{_G}new-group/<int:pk>/", my_between.my_regrouping, name="my_regrouping"),
    path("team/groups/joining/", team_joining.team_joining, name="team_joining"),
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

# ── /team/, /team/groups/, /team/insights/: the team, by counts ─────────────────────────────────────────────────
_T = "team/groups/<slug:code>/"
overview_urls = [
    path("team/", team_home.team_home, name="team_home"),
    path("team/morning-email/", team_morning.team_morning, name="team_morning"),
    path("team/groups/", team_groups.team_groups, name="team_groups"),
    path("team/groups/new/<int:handover_id>/", team_formation.team_group_new, name="team_group_new"),
    path(_T, team_groups.team_group, name="team_group"),
    path(f"{_T}contacts/", team_groups.team_group_contacts, name="team_group_contacts"),
    path(f"{_T}formed/", team_formation.team_group_formed, name="team_group_formed"),
    path(f"{_T}meetings/<int:meeting_id>/remind/", team_groups.team_group_remind, name="team_group_remind"),
    path(
        f"{_T}meetings/<int:meeting_id>/reminded/",
        team_groups.team_group_reminded,
        name="team_group_reminded",
    ),
    path("team/from-home/", team_from_home.team_from_home, name="team_from_home"),
    path("team/places/", team_places.team_places, name="team_places"),
    path("team/places/new/", team_places.team_place_new, name="team_place_new"),
    path("team/places/<int:place_id>/", team_places.team_place, name="team_place"),
    path("team/places/<int:place_id>/close/", team_places.team_place_close, name="team_place_close"),
    path("team/insights/groups/", team_insights.team_compare_groups, name="team_compare_groups"),
    path("team/insights/groups.csv", team_insights.team_compare_groups_csv, name="team_compare_groups_csv"),
    path("team/insights/reports/", team_reports.team_reports, name="team_reports"),
    path("team/insights/reports/<slug:slug>.csv", team_reports.team_report_csv, name="team_report_csv"),
    path("team/insights/check-ins/", team_check_ins.team_check_ins, name="team_check_ins"),
    path("team/insights/check-ins.csv", team_check_ins.team_check_ins_csv, name="team_check_ins_csv"),
    path(
        "team/insights/check-ins-dictionary.csv",
        team_check_ins.team_check_ins_dictionary,
        name="team_check_ins_dictionary",
    ),
    path("team/insights/how-we-count/", team_insights.team_how_we_count, name="team_how_we_count"),
    path("team/insights/why-not/", team_insights.team_why_not, name="team_why_not"),
    path("team/insights/research/", team_research.team_research, name="team_research"),
    path("team/insights/research/file/", team_research.team_research_file, name="team_research_file"),
    path(
        "team/insights/research/dictionary.csv",
        team_research.team_research_dictionary,
        name="team_research_dictionary",
    ),
]

# ── /team/visits/: a patient tutor ──────────────────────────────────────────────────────────────────────────────
team_urls = [
    path("team/visits/", team_visits.team_visits, name="team_visits"),
    path("team/visits/<int:visit_id>/", team_visits.team_visit, name="team_visit"),
    path("team/visits/<int:visit_id>/answer/", team_visits.team_visit_answer, name="team_visit_answer"),
    path("team/visits/<int:visit_id>/report/", team_visits.team_visit_report, name="team_visit_report"),
]

# ── /team/concerns/: worries about somebody, and who is on duty ─────────────────────────────────────────────────
concern_urls = [
    path("team/concerns/", team_concerns.team_concerns, name="team_concerns"),
    path("team/concerns/new/", team_concerns.team_concern_new, name="team_concern_new"),
    path("team/concerns/drill/", team_concerns.team_concern_drill, name="team_concern_drill"),
    path("team/concerns/drills/", team_concerns.team_concern_drills, name="team_concern_drills"),
    path("team/concerns/<int:pk>/", team_concerns.team_concern, name="team_concern"),
    path(
        "team/concerns/<int:pk>/acknowledge/",
        team_concerns.team_concern_acknowledge,
        name="team_concern_acknowledge",
    ),
    path("team/concerns/<int:pk>/note/", team_concerns.team_concern_note, name="team_concern_note"),
    path("team/concerns/<int:pk>/close/", team_concerns.team_concern_close, name="team_concern_close"),
    path(
        "team/concerns/<int:pk>/open-again/",
        team_concerns.team_concern_open_again,
        name="team_concern_open_again",
    ),
    path(
        "team/concerns/<int:pk>/aftercare/",
        team_concerns.team_concern_aftercare,
        name="team_concern_aftercare",
    ),
    path("team/concerns/texts/", team_texts.team_texts, name="team_texts"),
    path("team/concerns/texts/<int:pk>/", team_texts.team_text, name="team_text"),
    path("team/concerns/texts/<int:pk>/done/", team_texts.team_text_done, name="team_text_done"),
    path("team/concerns/texts/<int:pk>/concern/", team_texts.team_text_concern, name="team_text_concern"),
    path("team/concerns/numbers/", team_numbers.team_numbers, name="team_numbers"),
    path("team/concerns/numbers/checked/", team_numbers.team_numbers_checked, name="team_numbers_checked"),
    path("team/concerns/numbers/<int:pk>/", team_numbers.team_number, name="team_number"),
    path("team/concerns/numbers/<int:pk>/drop/", team_numbers.team_number_drop, name="team_number_drop"),
    path("team/concerns/rota/", team_rota.team_rota, name="team_rota"),
    path("team/concerns/rota/<int:pk>/end/", team_rota.team_rota_end, name="team_rota_end"),
    path("team/concerns/rota/<int:pk>/back/", team_rota.team_rota_back, name="team_rota_back"),
]

# ── /meetups/: all groups together, for whoever was asked ───────────────────────────────────────────────────────
meetup_urls = [
    path("meetups/<int:pk>/", my_meetups.my_meetup, name="my_meetup"),
    path("meetups/<int:pk>/calendar/", my_meetups.my_meetup_calendar, name="my_meetup_calendar"),
    path("meetups/<int:pk>/news/", my_meetups.my_meetup_news, name="my_meetup_news"),
    path("meetups/<int:pk>/exchange/", my_meetups.my_meetup_exchange, name="my_meetup_exchange"),
    path(f"{_G}in-touch/", my_meetups.my_in_touch, name="my_in_touch"),
]

# ── /team/meetups/: the same for the team ───────────────────────────────────────────────────────────────────────
_S = "team/meetups/<int:pk>/"
season_urls = [
    path("team/meetups/", team_meetups.team_meetups, name="team_meetups"),
    path("team/meetups/distances/", team_meetup_choosing.team_distances, name="team_distances"),
    path(_S, team_meetups.team_meetup, name="team_meetup"),
    path(f"{_S}pause/", team_meetups.team_meetup_pause, name="team_meetup_pause"),
    path(f"{_S}dates/", team_meetups.team_meetup_dates, name="team_meetup_dates"),
    path(f"{_S}cancel/", team_meetups.team_meetup_cancel, name="team_meetup_cancel"),
    path(f"{_S}options/", team_meetup_asking.team_meetup_options, name="team_meetup_options"),
    path(f"{_S}ask/", team_meetup_asking.team_meetup_ask, name="team_meetup_ask"),
    path(f"{_S}ring/", team_meetup_asking.team_meetup_ring, name="team_meetup_ring"),
    path(f"{_S}ring/<int:asked_id>/", team_meetup_asking.team_meetup_rung, name="team_meetup_rung"),
    path(
        f"{_S}ring/<int:asked_id>/coming/", team_meetup_asking.team_meetup_coming, name="team_meetup_coming"
    ),
    path(f"{_S}choose/", team_meetup_choosing.team_meetup_choose, name="team_meetup_choose"),
    path(f"{_S}day/", team_meetup_day.team_meetup_day, name="team_meetup_day"),
    path(f"{_S}day/came/", team_meetup_day.team_meetup_came, name="team_meetup_came"),
    path(f"{_S}day/notes/", team_meetup_day.team_meetup_notes, name="team_meetup_notes"),
    path(f"{_S}day/<int:site_id>/move/", team_meetup_day.team_meetup_site, name="team_meetup_site"),
    path(
        f"{_S}day/<int:site_id>/cancel/",
        team_meetup_day.team_meetup_site_cancel,
        name="team_meetup_site_cancel",
    ),
    path(f"{_S}programme/", team_meetup_day.team_meetup_programme, name="team_meetup_programme"),
    path(f"{_S}badges/", team_meetup_day.team_meetup_badges, name="team_meetup_badges"),
    path(f"{_S}print/", team_meetup_day.team_meetup_print, name="team_meetup_print"),
]

# ── Private addresses ───────────────────────────────────────────────────────────────────────────────────────────
link_urls = [
    path("r/<slug:token>/", link_answer.link_answer, name="link_answer"),
    path("r/<slug:token>/not-me/", link_answer.link_not_me, name="link_not_me"),
    path("r/<slug:token>/messages/", link_answer.link_settings, name="link_settings"),
    path("w/<slug:token>/", link_came.link_came, name="link_came"),
    path("w/<slug:token>/next/", link_came.link_came_next, name="link_came_next"),
    path("k/<slug:token>/", link_check_in.link_check_in, name="link_check_in"),
    path("d/<slug:token>/", link_dates.link_dates, name="link_dates"),
    path("g/<slug:token>/", link_group_dates.link_group_dates, name="link_group_dates"),
    path("o/<slug:token>/", link_organise.link_organise, name="link_organise"),
    path("cal/<slug:token>.ics", my_calendar.link_calendar, name="link_calendar"),
]

urlpatterns = [
    *my_urls,
    *plan_urls,
    *group_urls,
    *between_urls,
    *meeting_urls,
    *dates_urls,
    *overview_urls,
    *team_urls,
    *concern_urls,
    *meetup_urls,
    *season_urls,
    *link_urls,
]
