"""Server functions without a web framework: decorators, types, registry, the steps of a request.

A host (Django, FastAPI) brings requests, identity and transactions; the engine (`mizan._mizan`)
judges what is protocol. No name of a framework stands in this package.
"""
