"""The audit trail: who is said to act, what happened to a record, and whether it is whole."""
