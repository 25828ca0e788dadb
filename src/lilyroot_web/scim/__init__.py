"""Provisioning: the organisation's directory lets people in and go by itself (SCIM 2.0)."""
