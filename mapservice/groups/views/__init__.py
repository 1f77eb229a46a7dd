"""Pages of groups: asking for a link, writing the draft, sending it, and their own rights."""
