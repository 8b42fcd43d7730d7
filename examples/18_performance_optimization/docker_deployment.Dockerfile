FROM python:3.13-slim

WORKDIR /code

RUN useradd --system app

RUN pip install --no-cache-dir "fastapi[standard]"

COPY docker_deployment.py .

USER app

EXPOSE 8000

CMD ["fastapi", "run", "docker_deployment.py", "--port", "8000"]
