"""The site's addresses as the demo has them."""

from django.urls import include, path

from followon.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [*urlpatterns, path("", include("notifications.standin.urls"))]
