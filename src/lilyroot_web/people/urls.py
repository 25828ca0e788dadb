"""Addresses of this slice: everybody, somebody new, one person."""

from django.urls import path

from lilyroot_web.people import views

app_name = "people"
urlpatterns = [
    path("people", views.everyone, name="everyone"),
    path("people/new", views.newcomer, name="newcomer"),
    path("people/<int:pk>", views.person, name="person"),
]
