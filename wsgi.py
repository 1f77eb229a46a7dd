"""`app` for any WSGI server, with the settings of the environment.

The database is the one of MAPSERVICE_DATABASE_URL, or the private one while
`mapservice up` or another command runs it.
"""

from mapservice import create_app
from mapservice.serving.secret import with_secret
from mapservice.settings import read_settings

app = create_app(with_secret(read_settings()))
