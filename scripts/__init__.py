"""The machine that turns snippets and pages into the site."""
