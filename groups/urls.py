"""/home/, /groups/…, /meetups/…, /r/…, /w/…, /worried/, /team/, /team/groups/…, /team/meetups/…, /team/concerns/…"""

app_name = "groups"
urlpatterns: list[object] = []
