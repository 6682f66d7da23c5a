"""Atlas keeps the web pages a person cares about: drop a link in a folder, the page is yours for good."""

__version__ = "0.1.0"
