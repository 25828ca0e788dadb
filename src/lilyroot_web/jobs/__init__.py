"""Work beside the pages: done by a process of its own, tried again where it fails, and its outcome kept."""
