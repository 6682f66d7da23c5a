"""What was kept, given out again: a folder of Markdown, a book, a web archive in one file."""
