"""A network that fails in every way a network does, in a namespace of its own, and whether anything is lost."""
