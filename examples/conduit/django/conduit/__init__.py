"""Conduit, a small Medium: articles, tags, comments, favourites, profiles, follows."""
