"""The code that runs inside an example's environment: a fork server as a pytest plugin, and the observers.

It has to work with every supported Python and package version, so it imports only the standard library and pytest,
and FastAPI if it is installed.
"""
