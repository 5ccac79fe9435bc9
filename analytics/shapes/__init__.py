"""The shapes of what the API answers, of which config/api_schema.py makes the schema. They decide
nothing: what is answered is made beside each page's selector, and tests hold it to its shape."""
