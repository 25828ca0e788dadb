"""The frame every page sits in: templates, tokens, static files, error pages."""
