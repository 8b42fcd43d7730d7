"""What runs inside an example's environment: a fork server that is a pytest plugin, and the observers.

It must load under every Python and every version of the packages that are judged, so it imports the standard
library and pytest only, and FastAPI where the environment has it.
"""
