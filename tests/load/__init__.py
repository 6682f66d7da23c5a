"""Much at once, and much for long: whether memory stays where it is, and nothing is lost."""
