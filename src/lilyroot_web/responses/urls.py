"""Addresses of this slice: all responses, and answering the results of one wave."""

from django.urls import path

from lilyroot_web.responses import views

app_name = "responses"
urlpatterns = [
    path("responses", views.responses, name="all"),
    path("responses/<slug:wave>", views.answer, name="answer"),
]
