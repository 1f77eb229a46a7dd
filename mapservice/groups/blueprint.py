"""Pages of groups: asking for a link, writing the draft, sending it, and their own rights."""

from flask import Blueprint

from mapservice.groups.views import draft, entry, own, page_words, place_forms, suggesting
from mapservice.submissions import protect

blueprint = Blueprint("groups", __name__)
protect(blueprint)
for part in (entry, own, draft, place_forms, suggesting):
    part.add_routes(blueprint)
page_words.add_words(blueprint)
