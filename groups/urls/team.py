"""/team/, /team/groups/…, /team/insights/…, /team/visits/…, /team/concerns/…, /team/meetups/…: the team."""

from django.urls import path

from groups.views import (
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

# ── /team/, /team/groups/, /team/insights/: the team, by counts ─────────────────────────────────────────────────
_T = "team/groups/<slug:code>/"
overview_urls = [
    path("team/", team_home.team_home, name="team_home"),
    path("team/morning-email/", team_morning.team_morning, name="team_morning"),
    path("team/groups/", team_groups.team_groups, name="team_groups"),
    path("team/groups/new/<int:handover_id>/", team_formation.team_group_new, name="team_group_new"),
    path("team/groups/joining/", team_joining.team_joining, name="team_joining"),
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

urlpatterns = [*overview_urls, *team_urls, *concern_urls, *season_urls]
