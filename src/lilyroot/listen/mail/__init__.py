"""Mail: mbox files and single messages (.eml), or folders of them."""

from lilyroot.listen.mail.reader import MailConnector

connector = MailConnector()

__all__ = ["MailConnector", "connector"]
