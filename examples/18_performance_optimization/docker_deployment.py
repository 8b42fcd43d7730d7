# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "dockerfile-parse",  # for the test
# ]
# ///
"""Docker deployment: build an image with one server process and leave the rest to the container platform.

`docker build -f docker_deployment.Dockerfile -t items .`, then `docker run -p 8000:8000 items`. The Dockerfile
installs the dependencies before it copies the code, so that a change of the code does not install them again. The
server does not run as root, and so its port is above 1023. CMD is in exec form: as a shell string, the shell gets the
SIGTERM and the lifespan never ends. `fastapi run` listens on all interfaces, which a container needs, and does not
reload. It replaces the images by tiangolo with Gunicorn in them, which are deprecated: to use more cores, run more
containers. Pin the versions with a lock file in a real project.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def read_health() -> dict[str, str]:
    return {"status": "ok"}
