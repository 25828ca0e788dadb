"""The first day: from an empty installation to a first source, one question at a time."""
