-- SPDX-License-Identifier: Apache-2.0
-- The view `runs` of `eigenlake sql` for Trino: one row per experiment, the same columns and values.
-- docs/formats/tables.md describes the columns, docs/howto/use_a_catalog.md the catalogs that can store the view.
--
-- Run it with the lake's catalog as the session's catalog:
--     trino --catalog quantum --file platform/trino/runs.sql
-- The table `labels` must exist: `eigenlake label` or a run with `--label` creates it. In an older lake, the next batch
-- with a new experiment adds the missing columns; create the view after it.
CREATE OR REPLACE VIEW quantum_features.runs AS
WITH newest_labels AS (
    SELECT experiment_id, key, value,
        row_number() OVER (PARTITION BY experiment_id, key ORDER BY set_at DESC, processing_batch_id DESC) AS position
    FROM quantum_features.labels
),
label_maps AS (
    SELECT experiment_id, map_agg(key, value) AS labels
    FROM newest_labels
    WHERE position = 1 AND value IS NOT NULL
    GROUP BY experiment_id
)
SELECT
    coalesce(m.name, m.molecule_name) AS name,
    m.formula,
    v.basis_set,
    v.ansatz_name,
    v.optimizer,
    v.seed,
    v.num_qubits,
    coalesce(v.total_energy, v.minimum_energy + v.nuclear_repulsion_energy) AS total_energy,
    v.hf_total_energy,
    v.fci_total_energy,
    coalesce(
        v.energy_error_millihartree,
        (coalesce(v.total_energy, v.minimum_energy + v.nuclear_repulsion_energy) - v.fci_total_energy) * 1E3
    ) AS energy_error_millihartree,
    v.in_sector,
    v.success AS converged,
    v.stop_reason,
    v.total_iterations AS evaluations,
    p.total_time AS seconds,
    v.experiment_id,
    v.processing_timestamp,
    v.quality_flags,
    coalesce(TRY_CAST(json_extract_scalar(v.run_options, '$.identity.search') AS integer), 0) < 2
        OR coalesce(contains(v.quality_flags, 'unchecked_minimum'), false) AS unchecked_minimum,
    coalesce(l.labels, CAST(MAP() AS map(varchar, varchar))) AS labels
FROM quantum_features.vqe_results v
JOIN quantum_features.molecules m ON m.experiment_id = v.experiment_id
LEFT JOIN quantum_features.performance_metrics p ON p.experiment_id = v.experiment_id
LEFT JOIN label_maps l ON l.experiment_id = v.experiment_id;
