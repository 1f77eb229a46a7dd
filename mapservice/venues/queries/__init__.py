"""Parameters -> `Select` on the venue tables -> rows."""
