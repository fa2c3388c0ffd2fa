# SPDX-License-Identifier: Apache-2.0
"""The promises of `sql` about its output, its session and local files."""

import os
import resource
import signal
import subprocess
import time

import pytest

from samples import H2, HEH, objects

OLD = b"the file of yesterday\n"
LATE = "select case when range = 999999 then error('late') else range::varchar end as text from range(1000000)"
FORMATS = ["table", "csv", "json", "parquet"]


@pytest.fixture
def old_file(tmp_path):
    file = tmp_path / "result"
    file.write_bytes(OLD)
    file.chmod(0o640)
    return file


@pytest.fixture
def empty_lake(lake):
    (lake / ".eigenlake").mkdir(parents=True)
    (lake / ".eigenlake/format.json").write_text('{"format_version": 1}')
    return lake


def folder_of(file):
    return sorted(path.name for path in file.parent.iterdir() if path.name.startswith(f".{file.name}"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("query", ["select nonsense", LATE, "copy (select 1) to 'x'", "select 1; select nonsense"])
def test_failing_query_keeps_the_old_file(eigenlake, empty_lake, old_file, form, query):
    eigenlake("sql", query, "--format", form, "--output", old_file, exit_code=2)
    assert old_file.read_bytes() == OLD and folder_of(old_file) == []


@pytest.mark.parametrize("form", FORMATS)
def test_full_disk_keeps_the_old_file(eigenlake_binary, empty_lake, old_file, form):
    def limit_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [eigenlake_binary, "sql", "select range, random() from range(100000)", "--lake", empty_lake, "--format", form, "--max-rows",
         "100000", "--output", old_file], preexec_fn=limit_files, capture_output=True, text=True)
    assert done.returncode == 6, done.stderr
    assert old_file.read_bytes() == OLD and folder_of(old_file) == []


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_stopped_query_keeps_the_old_file(eigenlake_binary, empty_lake, old_file, form, number):
    process = subprocess.Popen(
        [eigenlake_binary, "sql", "select range, md5(range::varchar) from range(1000000000)", "--lake", empty_lake, "--format", form,
         "--output", old_file], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while not folder_of(old_file) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(number)
    process.communicate(timeout=20)
    assert old_file.read_bytes() == OLD
    if number == signal.SIGINT:
        assert process.returncode == 130 and folder_of(old_file) == []
    else:
        assert all(name.endswith(".tmp") for name in folder_of(old_file))


@pytest.mark.parametrize("form", FORMATS)
def test_result_replaces_the_old_file(eigenlake, empty_lake, old_file, form):
    link = old_file.with_name("link")
    link.symlink_to(old_file)
    eigenlake("sql", "select 1 as one", "--format", form, "--output", link)
    assert old_file.read_bytes() != OLD and b"one" in old_file.read_bytes()
    assert link.is_symlink() and old_file.stat().st_mode & 0o777 == 0o640 and folder_of(old_file) == []


def test_devices_and_pipes_are_written_directly(eigenlake_binary, eigenlake, empty_lake, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen([eigenlake_binary, "sql", "select 1 as one", "--format", "csv", "--lake", empty_lake, "--output", pipe])
    reader = subprocess.run(["cat", pipe], capture_output=True, text=True, timeout=20)
    assert reader.stdout == "one\n1\n" and process.wait() == 0
    assert eigenlake("sql", "select 1 as one", "--format", "csv", "--output", "/dev/stdout").stdout == "one\n1\n"
    assert "No space" in eigenlake("sql", "select 1 as one", "--output", "/dev/full", exit_code=6).stderr


def test_full_disk_behind_standard_output_is_an_error(eigenlake_binary, eigenlake, molecules, lake):
    molecule = molecules(H2)
    (row,) = objects(eigenlake("run", molecule, "--json").stdout)
    for command in [["tables"], ["sql", "select 1"], ["sql", "select 1", "--format", "parquet"], ["sql", "select 1", "--json"],
                    ["show", row["experiment_id"]], ["show", row["experiment_id"], "--json"], ["run", molecule, "--json"], ["run", molecule],
                    ["describe", "molecules"], ["snapshots", "molecules"], ["scf", molecule, "--json"], ["doctor"], ["version"], ["failures"],
                    ["ingest", "--json"], ["features"], ["maintain", "check"], ["tag", "list"], ["quarantine", "list"], ["--help"],
                    ["export", lake.with_name("dataset")], ["catalog", "list"], ["run", molecule, "--dry-run"], ["sql", "--help"]]:
        with open("/dev/full", "w") as full:
            options = [] if command[0] in ("--help", "version") or "--help" in command else ["--lake", lake]
            done = subprocess.run([eigenlake_binary, *command, *options], stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 6, (command, done.stderr)
        assert "output" in done.stderr, command


def test_query_may_begin_with_a_comment(eigenlake, empty_lake):
    for query in ["-- the answer\nselect 42 as answer", "/* the\nanswer */ select 42 as answer", "--the=answer\n select 42 as answer",
                  "-- it's --json\nselect 42 as answer"]:
        assert eigenlake("sql", query, "--format", "csv").stdout == "answer\n42\n", query
    assert "did you mean" in eigenlake("sql", "--formt=csv", exit_code=2).stderr


def test_file_of_statements_runs_in_one_session(eigenlake, molecules, lake, tmp_path):
    eigenlake("run", molecules(H2, HEH), "--quiet")
    file = tmp_path / "report.sql"
    file.write_text("-- energies; by molecule\ncreate temp table low as select name, total_energy from runs;\n"
                    "set threads = 1;\ncreate temp view names as select name || ';' as name from low;\n"
                    "select count(*) as n from low; select name from names order by 1")
    done = eigenlake("sql", "-f", file, "--format", "csv")
    assert done.stdout == "n\n2\nname\nH2;\nHeH+;\n"
    assert done.stderr.count("ends with this file") == 2
    assert eigenlake("sql", "--file", file, "--quiet", "--format", "csv").stderr == ""
    shell = eigenlake("sql", "--format", "csv", input="create temp table t as select 1 a;\nfrom t;\n")
    assert shell.stdout == "a\n1\n" and "ends with this shell" in shell.stderr
    assert "-f FILE" in eigenlake("sql", "create temp table t as select 1", exit_code=2).stderr
    assert "TEMP TABLE" in eigenlake("sql", "create table t as select 1", exit_code=2).stderr
    eigenlake("sql", "-f", tmp_path / "missing.sql", exit_code=3)
    eigenlake("sql", "select 1", "-f", file, exit_code=2)
    file.write_text("select 1 as one; select nonsense; select 2 as two")
    assert eigenlake("sql", "-f", file, "--format", "csv", exit_code=2).stdout == "one\n1\n"
    file.write_text("set threads = 1; select 1 as one")
    eigenlake("sql", "-f", file, "--format", "parquet", "--output", tmp_path / "one.parquet")
    assert "one query" in eigenlake("sql", "select 1; select 2", "--format", "parquet", "--output", tmp_path / "two.parquet", exit_code=2).stderr


def test_sql_changes_nothing_wherever_the_lake_is(eigenlake, molecules, lake, tmp_path):
    eigenlake("run", molecules(H2), "--quiet")
    before = {path: path.stat().st_mtime_ns for path in lake.rglob("*") if path.is_file()}
    victim = next(path for path in before if path.name.endswith(".metadata.json"))
    for query in [f"set profiling_output = '{victim}'", f"set log_query_path = '{victim}'", f"copy molecules to '{victim}'",
                  f"export database '{tmp_path / 'export'}'", f"attach '{tmp_path / 'a.db'}'", "insert into molecules select * from molecules",
                  "delete from molecules", "drop view molecules", "create table x as from molecules",
                  f"call enable_logging(storage = 'file', storage_config = {{'path': '{tmp_path / 'logs'}'}})"]:
        eigenlake("sql", query, exit_code=2)
    assert before == {path: path.stat().st_mtime_ns for path in lake.rglob("*") if path.is_file()}
    assert not {"export", "a.db", "logs"} & {path.name for path in tmp_path.iterdir()}


def test_local_files_are_read_if_enabled(eigenlake, molecules, tmp_path):
    eigenlake("run", molecules(H2), "--quiet")
    file = tmp_path / "notes.csv"
    file.write_text("name,note\nH2,small\n")
    query = f"select note, num_qubits from runs join '{file}' using (name)"
    assert eigenlake("sql", query, "--format", "csv").stdout == "note,num_qubits\nsmall,4\n"
    for reader in [f"read_text('{file}')", f"read_blob('{file}')", f"glob('{tmp_path}/*')"]:
        assert "function" in eigenlake("sql", f"select * from {reader}", exit_code=2).stderr
    for reader in [f"'{file}'", f"read_csv('{file}')", f"read_text('{file}')"]:
        assert "small" not in eigenlake("sql", f"select * from {reader}", "--local-files", "off", exit_code=2).stderr
    off = eigenlake("sql", "select name, num_qubits from runs", "--format", "csv", "--local-files", "off")
    assert off.stdout == "name,num_qubits\nH2,4\n"
    assert "missing.csv" in eigenlake("sql", f"from '{tmp_path}/missing.csv'", exit_code=3).stderr
    assert "cannot read files of other machines" in eigenlake("sql", "from 'https://127.0.0.1:1/a.csv'", exit_code=2).stderr


@pytest.mark.parametrize("files", ["on", "off"])
def test_spilled_rows_leave_no_file(eigenlake, empty_lake, tmp_path, files):
    spill = tmp_path / "spill"
    spill.mkdir()
    query = "set memory_limit = '60MB'; set threads = 1; select count(*) as n from (select md5(range::varchar) a from range(2000000) order by 1)"
    done = eigenlake("sql", query, "--format", "csv", "--local-files", files, env={"TMPDIR": str(spill)})
    assert done.stdout == "n\n2000000\n"
    (folder,) = spill.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700 and list(folder.iterdir()) == []


def test_too_little_memory_is_bad_input(eigenlake, empty_lake):
    for form in ("csv", "parquet"):
        done = eigenlake("sql", "set memory_limit = '10MB'; select list(range) as l from range(100000000)", "--format", form, exit_code=3)
        assert "Memory" in done.stderr


def test_time_before_the_first_state_is_reported(eigenlake, molecules, lake):
    eigenlake("run", molecules(H2), "--quiet")
    for command in [["sql", "select count(*) from molecules"], ["export", lake.with_name("dataset")]]:
        done = eigenlake(*command, "--as-of", "2001-01-01", exit_code=3)
        assert "2001-01-01" in done.stderr and "first state" in done.stderr
    assert objects(eigenlake("sql", "select count(*) as n from molecules", "--as-of", "2999-01-01", "--json").stdout) == [{"n": 1}]


def test_other_windows_are_rejected_only_if_something_is_computed(eigenlake, molecules, lake):
    eigenlake("run", molecules(H2), "--quiet")
    for command in [["features"], ["features", "--dry-run"], ["run", molecules(H2)], ["run", molecules(H2), "--dry-run"]]:
        done = eigenlake(*command, "--rolling-window", 7)
        assert "made with 5" in done.stderr and "nothing to compute" in done.stderr, command
    other = molecules(HEH, name="other.json")
    eigenlake("run", other, "--rolling-window", 7, exit_code=2)
    eigenlake("simulate", other)
    eigenlake("ingest")
    for command in [["features"], ["features", "--dry-run"]]:
        assert "made with 5" in eigenlake(*command, "--rolling-window", 7, exit_code=2).stderr


def test_tables_on_a_terminal_have_ten_digits(eigenlake, empty_lake):
    query = "select 1.23456789012345::double as a"
    assert "1.23456789012345" in eigenlake("sql", query).stdout
    assert "1.23456789\n" in eigenlake("sql", query, "--digits", 10).stdout
    assert "1.235\n" in eigenlake("sql", query, "--digits", 4).stdout
    assert "--digits" in eigenlake("sql", query, "--digits", 4, "--format", "csv", exit_code=2).stderr
