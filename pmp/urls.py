"""/c/<token>/, /you/programme/, /team/programmes/…, /team/handovers/…, /team/staff/, /team/settings/"""

from django.urls import path

from pmp.views import (
    link_choice,
    my_programme,
    team_enrolments,
    team_handovers,
    team_lists,
    team_people,
    team_printing,
    team_programmes,
    team_reaching,
    team_room,
    team_sessions,
    team_staff,
)

app_name = "pmp"

# ── /c/: without signing in ─────────────────────────────────────────────────────────────────────────────────────
link_urls = [
    path("c/<slug:token>/", link_choice.link_choice, name="link_choice"),
    path("c/<slug:token>/reached/", link_choice.link_reached, name="link_reached"),
    path("c/<slug:token>/<slug:step>/", link_choice.link_choice_step, name="link_choice_step"),
]

# ── /you/programme/: a patient ──────────────────────────────────────────────────────────────────────────────────
my_urls = [
    path("you/programme/", my_programme.my_programme, name="my_programme"),
    path("you/programme/<int:place_id>/", my_programme.my_choice, name="my_choice"),
    path("you/programme/<int:place_id>/<slug:step>/", my_programme.my_choice_step, name="my_choice_step"),
]

# ── /team/programmes/: dates and people ─────────────────────────────────────────────────────────────────────────
_P = "team/programmes/<int:pk>/"
_S = f"{_P}sessions/<int:session_id>/"
_E = f"{_P}people/<int:place_id>/"
_L = f"{_P}lists/<int:list_id>/"
programme_urls = [
    path("team/programmes/", team_programmes.team_programmes, name="team_programmes"),
    path("team/programmes/new/", team_programmes.team_programme_new, name="team_programme_new"),
    path("team/programmes/new/check/", team_programmes.team_programme_check, name="team_programme_check"),
    path(_P, team_programmes.team_programme, name="team_programme"),
    path(f"{_P}change/", team_programmes.team_programme_change, name="team_programme_change"),
    path(f"{_P}team/", team_programmes.team_programme_team, name="team_programme_team"),
    path(f"{_P}invite/", team_people.team_invite, name="team_invite"),
    path(f"{_P}sessions/add/", team_sessions.team_session_add, name="team_session_add"),
    path(f"{_S}move/", team_sessions.team_session_move, name="team_session_move"),
    path(f"{_S}remove/", team_sessions.team_session_remove, name="team_session_remove"),
    path(f"{_P}people/add/", team_people.team_people_add, name="team_people_add"),
    path(f"{_P}people/template.csv", team_people.team_people_template, name="team_people_template"),
    path(_E, team_enrolments.team_enrolment, name="team_enrolment"),
    path(f"{_E}details/", team_enrolments.team_enrolment_details, name="team_enrolment_details"),
    path(f"{_E}name/", team_enrolments.team_enrolment_name, name="team_enrolment_name"),
    path(f"{_E}withdraw/", team_enrolments.team_enrolment_withdraw, name="team_enrolment_withdraw"),
    path(f"{_E}put-back/", team_enrolments.team_enrolment_put_back, name="team_enrolment_put_back"),
    path(f"{_E}reached/", team_enrolments.team_enrolment_reached, name="team_enrolment_reached"),
    path(f"{_E}not-reached/", team_enrolments.team_enrolment_not_reached, name="team_enrolment_not_reached"),
    path(f"{_E}go-on-without/", team_enrolments.team_enrolment_excuse, name="team_enrolment_excuse"),
    path(_L, team_lists.team_list, name="team_list"),
    path(f"{_L}add/", team_lists.team_list_add, name="team_list_add"),
    path(f"{_L}throw-away/", team_lists.team_list_cancel, name="team_list_cancel"),
    path(f"{_L}rows/<int:number>/", team_lists.team_list_row, name="team_list_row"),
    path(f"{_L}rows/<int:number>/drop/", team_lists.team_list_row_drop, name="team_list_row_drop"),
    path(f"{_L}rows/<int:number>/decide/", team_lists.team_list_row_decide, name="team_list_row_decide"),
]

# ── /team/handovers/: the last three sessions ───────────────────────────────────────────────────────────────────
_H = "team/handovers/<int:pk>/"
handover_urls = [
    path("team/handovers/", team_handovers.team_handovers, name="team_handovers"),
    path("team/handovers/not-reached/", team_handovers.team_not_reached, name="team_not_reached"),
    path(_H, team_handovers.team_handover, name="team_handover"),
    path(f"{_H}steps/<slug:key>/", team_handovers.team_handover_step, name="team_handover_step"),
    path(
        f"{_H}steps/<slug:key>/undo/", team_handovers.team_handover_step_undo, name="team_handover_step_undo"
    ),
    path(f"{_H}plan/", team_handovers.team_handover_plan, name="team_handover_plan"),
    path(f"{_H}tutor/", team_handovers.team_handover_tutor, name="team_handover_tutor"),
    path(f"{_H}tutor/ask/", team_handovers.team_handover_tutor_ask, name="team_handover_tutor_ask"),
    path(f"{_H}tutor/answer/", team_handovers.team_handover_tutor_answer, name="team_handover_tutor_answer"),
    path(f"{_H}meeting-already/", team_handovers.team_handover_meeting, name="team_handover_meeting"),
    path(f"{_H}end/", team_handovers.team_handover_end, name="team_handover_end"),
    path(f"{_H}open-again/", team_handovers.team_handover_reopen, name="team_handover_reopen"),
    path(f"{_H}answers/", team_room.team_handover_answers, name="team_handover_answers"),
    path(f"{_H}answers/<int:place_id>/", team_room.team_handover_answer, name="team_handover_answer"),
    path(f"{_H}test-messages/", team_reaching.team_handover_test, name="team_handover_test"),
    path(f"{_H}test-messages/sent/", team_reaching.team_handover_tested, name="team_handover_tested"),
    path(f"{_H}calls/", team_reaching.team_handover_calls, name="team_handover_calls"),
    path(f"{_H}slips/", team_printing.team_handover_slips, name="team_handover_slips"),
    path(f"{_H}cards/", team_printing.team_handover_cards, name="team_handover_cards"),
]

# ── /team/staff/, /team/settings/, /team/services/: the service ─────────────────────────────────────────────────
service_urls = [
    path("team/staff/", team_staff.team_staff, name="team_staff"),
    path("team/staff/new/", team_staff.team_staff_new, name="team_staff_new"),
    path(
        "team/staff/<int:post_id>/stand-down/", team_staff.team_staff_stand_down, name="team_staff_stand_down"
    ),
    path("team/staff/<int:post_id>/sign-out/", team_staff.team_staff_sign_out, name="team_staff_sign_out"),
    path("team/settings/", team_staff.team_settings, name="team_settings"),
    path("team/services/new/", team_staff.team_service_new, name="team_service_new"),
    path("team/services/<int:pk>/choose/", team_staff.team_service_choose, name="team_service_choose"),
]

urlpatterns = [*link_urls, *my_urls, *programme_urls, *handover_urls, *service_urls]
