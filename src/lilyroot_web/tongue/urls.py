"""Addresses of this slice."""

from django.urls import path

from lilyroot_web.tongue import views

app_name = "tongue"
urlpatterns = [path("language", views.change, name="change")]
