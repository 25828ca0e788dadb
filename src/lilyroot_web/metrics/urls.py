"""Addresses of this slice."""

from django.urls import path

from lilyroot_web.metrics import views

app_name = "metrics"
urlpatterns = [path("metrics", views.read, name="read")]
