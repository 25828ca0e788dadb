"""Settings, addresses and start-up of the web application."""
