"""A project of another program on its way into a study: who is who, what is what, and what differs."""
