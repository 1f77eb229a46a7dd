"""The information window: short posts of departments, as pages, Atom and iCalendar."""

from mapservice.notices.views import blueprint

__all__ = ["blueprint"]
