"""Every address there is. What is not listed is 404, also for strangers."""

from django.urls import include, path

from lilyroot_web.ui.views import health

urlpatterns = [
    path("", include("lilyroot_web.home.urls")),
    path("", include("lilyroot_web.insights.urls")),
    path("", include("lilyroot_web.actions.urls")),
    path("", include("lilyroot_web.responses.urls")),
    path("", include("lilyroot_web.jobs.urls")),
    path("", include("lilyroot_web.metrics.urls")),
    path("", include("lilyroot_web.mail.urls")),
    path("", include("lilyroot_web.digests.urls")),
    path("", include("lilyroot_web.outlets.urls")),
    path("", include("lilyroot_web.feeds.urls")),
    path("", include("lilyroot_web.access.urls")),
    path("", include("lilyroot_web.people.urls")),
    path("", include("lilyroot_web.sources.urls")),
    path("", include("lilyroot_web.api.urls")),
    path("", include("lilyroot_web.scim.urls")),
    path("", include("lilyroot_web.setting_up.urls")),
    path("", include("lilyroot_web.reading.urls")),
    path("", include("lilyroot_web.auditing.urls")),
    path("", include("lilyroot_web.trust.urls")),
    path("", include("lilyroot_web.tongue.urls")),
    path("health", health, name="health"),
]

handler400 = "lilyroot_web.ui.views.bad_request"
handler403 = "lilyroot_web.ui.views.forbidden"
handler404 = "lilyroot_web.ui.views.not_found"
handler429 = "lilyroot_web.ui.views.too_many"
handler500 = "lilyroot_web.ui.views.server_error"
