"""Addresses of this slice: one's own mail, and the way out of it."""

from django.urls import path

from lilyroot_web.mail import views

app_name = "mail"
urlpatterns = [
    path("account/mail", views.mine, name="mine"),
    path("account/mail/confirm/<str:token>", views.confirm, name="confirm"),
    path("mail/stop/<str:token>", views.stop, name="stop"),
]
