"""What programs write who let a person's links go: bookmarks, tables, JSON, feeds, mails, calendars. All pure."""
