"""Addresses of this slice: one's own deliveries, and everybody's."""

from django.urls import path

from lilyroot_web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("account/deliveries", views.own, name="own"),
    path("deliveries", views.everybodys, name="everybodys"),
]
