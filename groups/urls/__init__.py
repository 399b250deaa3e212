"""Every address of groups, in the order in which they are tried."""

from groups.urls import links, members, team

app_name = "groups"

urlpatterns = [*members.urlpatterns, *team.urlpatterns, *links.urlpatterns]
