"""Backups: sets of what a home has, on another disk, and the way back from them."""
