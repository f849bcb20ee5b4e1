"""House rules of Acme."""

DOCS_URL = "https://acme.example/rules/"
