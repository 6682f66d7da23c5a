"""Pages that are made to break whoever reads them, each a few lines that write many.

`python -m tests.unread` has them all read with the limits of the settings, and prints what each cost.
"""
