"""Around migrations: what autogenerate writes, what it does not see, and the URL with a percent sign."""

from typing import Any

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic_migrations import Base, app
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, String, Table, create_engine
from sqlalchemy.schema import CreateIndex


def difference(before: MetaData, after: MetaData, **options: Any) -> object:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        before.create_all(connection)
        context = MigrationContext.configure(connection, opts=options)
        steps = []
        for found in compare_metadata(context, after):
            step = found if isinstance(found, tuple) else found[0]
            steps.append([str(part) for part in step if isinstance(part, str | None)])
    engine.dispose()
    return steps


def table(*columns: Any) -> MetaData:
    metadata = MetaData()
    Table("members", metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


def watch_first_step_as_code() -> object:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        script = produce_migrations(MigrationContext.configure(connection), Base.metadata)
        steps = script.upgrade_ops
        code = render_python_code(steps) if steps else ""
    engine.dispose()
    return code


def watch_what_a_comparison_sees() -> object:
    plain = table(Column("name", String(20)))
    return {
        "nothing": difference(plain, plain),
        "column": difference(plain, table(Column("name", String(20)), Column("age", Integer))),
        "column gone": difference(plain, table()),
        "index": difference(plain, table(Column("name", String(20), index=True))),
        "unique": difference(plain, table(Column("name", String(20), unique=True))),
        "not null": difference(plain, table(Column("name", String(20), nullable=False))),
        "longer": difference(plain, table(Column("name", String(40)))),
        "other type": difference(plain, table(Column("name", Integer))),
        "default": difference(plain, table(Column("name", String(20), server_default="a"))),
        "check": difference(plain, table(Column("name", String(20)), CheckConstraint("id > 0", name="positive"))),
    }


def watch_comparison_of_types_and_defaults() -> object:
    plain = table(Column("name", String(20)))
    longer = table(Column("name", String(40), server_default="a"))
    return [difference(plain, longer, compare_type=given, compare_server_default=given) for given in (True, False)]


def watch_check_without_a_name_under_the_convention() -> object:
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    try:
        made = Table("members", metadata, Column("id", Integer), CheckConstraint("id > 0"))
    except Exception as error:
        return type(error).__name__
    return [str(constraint.name) for constraint in made.constraints]


def watch_convention_that_says_nothing_of_indexes() -> object:
    made = Table("members", MetaData(naming_convention={"pk": "pk"}), Column("id", Integer, index=True))
    (index,) = made.indexes
    try:
        return index.name, str(CreateIndex(index))
    except Exception as error:
        return index.name, type(error).__name__


def watch_percent_sign_in_the_url() -> object:
    config = Config()
    found: list[object] = []
    for url in ("postgresql://me:a%40b@localhost/db", "postgresql://me:a%%40b@localhost/db"):
        try:
            config.set_main_option("sqlalchemy.url", url)
            found.append(config.get_main_option("sqlalchemy.url"))
        except ValueError as error:
            found.append(type(error).__name__)
    return found


def watch_users_in_the_document() -> object:
    return app.openapi()["paths"]["/users"]["get"]["responses"]
