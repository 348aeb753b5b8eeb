"""A small application of models with every kind of relation, for tests of shapes."""
