"""Addresses of this slice: one's own feed under Account, and the feed itself."""

from django.urls import path

from lilyroot_web.feeds import views

app_name = "feeds"
urlpatterns = [
    path("account/calendar", views.mine, name="mine"),
    path("feeds/<str:secret>.ics", views.feed, name="feed"),
]
