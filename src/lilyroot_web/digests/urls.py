"""The one address of this slice."""

from django.urls import path

from lilyroot_web.digests import views

app_name = "digests"
urlpatterns = [path("account/digest", views.mine, name="mine")]
