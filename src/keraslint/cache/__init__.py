"""What earlier runs found, and when it still holds. On the start-up path: nothing is imported here."""
