"""Upkeep: what is done daily, weekly and monthly, in small steps that may be done twice."""
