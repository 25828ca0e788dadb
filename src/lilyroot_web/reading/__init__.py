"""How a text is read: a page to try a sentence, and a page for the words an organisation uses for its customers."""
