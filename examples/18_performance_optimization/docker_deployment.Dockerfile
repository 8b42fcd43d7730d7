FROM python:3.14-slim

WORKDIR /code

COPY docker_deployment.requirements.txt .
RUN pip install --no-cache-dir --no-deps -r docker_deployment.requirements.txt

COPY docker_deployment.py .

RUN useradd --system app
USER app

EXPOSE 8000

CMD ["fastapi", "run", "docker_deployment.py"]
