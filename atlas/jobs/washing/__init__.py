"""Washing: what was captured becomes something that may be looked at, in a child process with limits."""
