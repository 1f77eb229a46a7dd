"""Documents that describe the service: landing page, conformance, collections, schemas, API."""
