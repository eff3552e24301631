"""What may go wrong with backups."""


class BackupError(Exception):
    """Says why nothing was backed up, or restored."""
