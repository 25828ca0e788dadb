"""Who is let in and which roles they hold: pages for admins."""
