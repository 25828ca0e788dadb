"""Addresses of this slice."""

from django.urls import path

from lilyroot_web.outlets import views

app_name = "outlets"
urlpatterns = [
    path("trust/outlets", views.all_of_them, name="all"),
    path("trust/outlets/new", views.new, name="new"),
    path("trust/outlets/<int:pk>", views.one, name="one"),
]
