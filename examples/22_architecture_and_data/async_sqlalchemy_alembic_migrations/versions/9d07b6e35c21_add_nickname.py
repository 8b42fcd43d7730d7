"""add nickname"""

import sqlalchemy as sa
from alembic import op

revision = "9d07b6e35c21"
down_revision = "4f1c2a9b7e10"


def upgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("nickname", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.drop_column("nickname")
