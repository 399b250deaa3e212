"""/team/history/…"""

app_name = "audit"
urlpatterns: list[object] = []
