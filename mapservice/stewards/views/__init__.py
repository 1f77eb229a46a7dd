"""Pages of staff: signing in, the queue, editing, imports, history, dashboard, administration."""
