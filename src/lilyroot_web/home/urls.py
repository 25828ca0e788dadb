"""The one address of this slice."""

from django.urls import path

from lilyroot_web.home import views

urlpatterns = [path("", views.home, name="home")]
