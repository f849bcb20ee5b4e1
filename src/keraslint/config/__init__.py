"""Configuration: where the file is (``locate``), what may stand in it (``keys``), and what comes of it (``settings``)."""
