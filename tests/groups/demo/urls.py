"""The site with the demo's doors, as `manage.py up` has it."""

from django.urls import include, path

from followon.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*urlpatterns, path("", include("groups.demo.urls"))]
