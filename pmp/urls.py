"""/c/<token>/, /you/programme/, /team/programmes/…, /team/handovers/…, /team/staff/, /team/settings/"""

app_name = "pmp"
urlpatterns: list[object] = []
