"""Addresses of this slice: the API, its description, and the page of tokens."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from lilyroot_web.access.doors import ajar
from lilyroot_web.api import views

app_name = "api"
patterns, _, _ = views.api.urls
by_token = ajar("a token is its own door")
for pattern in patterns:
    pattern.callback = login_not_required(by_token(pattern.callback))
    pattern.callback.csrf_exempt = True  # no cookie opens it

urlpatterns = [
    path("account/tokens", views.tokens, name="tokens"),
    path("api/v1/openapi.json", login_not_required(views.description), name="description"),
    *(path(f"api/v1/{pattern.pattern}", pattern.callback) for pattern in patterns if str(pattern.pattern)),
]
