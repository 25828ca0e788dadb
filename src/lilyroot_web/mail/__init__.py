"""Mail to people: their address, what they wish to get, and how it is sent."""
