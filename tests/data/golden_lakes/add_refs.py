"""Tags and branches of a user, by pyiceberg: add_refs.py LAKE TABLE… [with CATALOG_FILE in the environment].

Each table's newest snapshot becomes the tag `paper`, its oldest one the branch `draft`.
"""

import os
import pathlib
import sys

from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import StaticTable
from pyiceberg.table.update import SetSnapshotRefUpdate, update_table_metadata


def refs_of(metadata):
    """(tag's snapshot, branch's snapshot)"""
    return metadata.current_snapshot_id, metadata.snapshots[0].snapshot_id


def add_in_folder(metadata_folder):
    """As an engine with the Hadoop catalog does: the next version of the metadata."""
    hint = metadata_folder / "version-hint.text"
    version = int(hint.read_text())
    metadata = StaticTable.from_metadata(str(metadata_folder / f"v{version}.metadata.json")).metadata
    tag, branch = refs_of(metadata)
    changed = update_table_metadata(metadata, (SetSnapshotRefUpdate(ref_name="paper", type="tag", snapshot_id=tag),
                                               SetSnapshotRefUpdate(ref_name="draft", type="branch", snapshot_id=branch)))
    (metadata_folder / f"v{version + 1}.metadata.json").write_text(changed.model_dump_json())
    hint.write_text(str(version + 1))


def add_in_catalog(catalog, table):
    opened = catalog.load_table(("quantum_features", table))
    tag, branch = refs_of(opened.metadata)
    opened.manage_snapshots().create_tag(tag, "paper").create_branch(branch, "draft").commit()


def main(lake, *tables):
    warehouse = pathlib.Path(lake) / "features" / "warehouse"
    file = os.environ.get("CATALOG_FILE")
    catalog = SqlCatalog("quantum_sql", uri=f"sqlite:///{file}", warehouse=f"file://{warehouse}") if file else None
    for table in tables:
        if catalog:
            add_in_catalog(catalog, table)
        else:
            add_in_folder(warehouse / "quantum_features" / table / "metadata")


if __name__ == "__main__":
    main(*sys.argv[1:])
