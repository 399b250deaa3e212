"""/team/history/…"""

from django.urls import path

from followon.audit import views

app_name = "audit"
urlpatterns = [
    path("team/history/<str:about>/", views.team_history, name="team_history"),
]
