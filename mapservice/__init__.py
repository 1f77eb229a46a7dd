"""mapservice: the open map of civic-activity venues."""

from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from mapservice import (
    assets,
    compression,
    groups,
    headers,
    health,
    languages,
    logs,
    notices,
    offline,
    ogc,
    problems,
    stewards,
    submissions,
    usage,
    venues,
    words,
)
from mapservice.database import engine
from mapservice.planning import process_views as processes
from mapservice.planning import views as planning
from mapservice.settings import Settings, read_settings

# In a wheel the pages are inside the package; in a checkout they are beside it.
_PACKAGED: Final = Path(__file__).parent / "templates"
TEMPLATES: Final = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[1] / "templates"


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; connects to the database on the first question, not here."""
    settings = settings or read_settings()
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.config["SECRET_KEY"] = settings.secret_key
    app.extensions["settings"] = settings
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (logs, engine, headers, submissions, usage):
        part.init_app(app, settings)
    for part in (languages, problems, assets, words, compression, ogc):
        part.init_app(app)
    for subject in (health, venues, offline, groups, stewards, notices, ogc, planning, processes):
        app.register_blueprint(subject.blueprint)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, count)  # type: ignore[method-assign]
    return app
