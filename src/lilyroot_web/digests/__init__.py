"""Digests: what a home page opens with, in words for outside the page; to people by mail as often as they say."""
