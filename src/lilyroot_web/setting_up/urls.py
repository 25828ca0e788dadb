"""Addresses of this slice: the way in on the first day, and its questions."""

from django.urls import path

from lilyroot_web.setting_up import views

app_name = "setting_up"
urlpatterns = [
    path("set-up", views.resume, name="resume"),
    path("set-up/ask/<slug:step>", views.ask, name="ask"),
    path("set-up/<slug:token>", views.come_in, name="come_in"),
]
