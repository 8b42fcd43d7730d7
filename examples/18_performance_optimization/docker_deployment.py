# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.112"]
# ///
"""Docker deployment: run one server process in a container, as a user other than root.

Build with `docker build -f docker_deployment.Dockerfile -t items .` and run with
`docker run -p 8000:8000 items`. The image installs the versions that `uv pip compile`
has locked in `docker_deployment.requirements.txt`. Behind a proxy, pass its address as
`-e FORWARDED_ALLOW_IPS=10.0.0.5`; otherwise redirects point to plain HTTP. To use more
cores, run more containers.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def read_health() -> dict[str, str]:
    return {"status": "ok"}
