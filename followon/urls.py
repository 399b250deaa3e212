"""The whole site's prefixes, by string include; imports no app."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [  # tried from the top: members' pages first, because they are asked for most
    path("", include("followon.web.urls")),
    path("", include("groups.urls")),
    path("account/", include("followon.people.account_urls")),
    path("", include("followon.people.urls")),
    path("", include("followon.audit.urls")),
    path("", include("notifications.urls")),
    path("", include("pmp.urls")),
]

if settings.FOLLOWON_DEMO:
    urlpatterns += [path("", include("notifications.standin.urls")), path("", include("groups.demo.urls"))]

handler400 = "followon.web.errors.bad_request"
handler403 = "followon.web.errors.forbidden"
handler404 = "followon.web.errors.not_found"
handler429 = "followon.web.errors.too_many_requests"  # allauth looks for it here
handler500 = "followon.web.errors.server_error"
