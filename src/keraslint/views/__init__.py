"""Views of facts that several rules share, one module a subject. Rule packs reach them through ``keraslint.api``."""
