"""Where to open: exact siting models, each answer with its objective, bound and gap."""
