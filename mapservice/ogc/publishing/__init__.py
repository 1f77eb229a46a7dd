"""The open data as files, made at night: every collection in every format, and a catalogue."""
