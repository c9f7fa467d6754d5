"""All tables of the database, one module a subject."""
