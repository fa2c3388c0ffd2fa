# SPDX-License-Identifier: Apache-2.0
"""S3 stores: versitygw and MinIO, which honour conditional puts, and Garage, which accepts them and overwrites."""

import os
import subprocess

import pyarrow.fs
from installed import folder_of
from processes import Server, accepts_connections, answers_http, free_port, tail


class S3Store:
    """A store with one account; `bucket(name)` creates a bucket."""

    access_key = "eigenlake"
    secret_key = "eigenlake-secret"
    region = "us-east-1"
    creates_exclusively = True

    def __init__(self):
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def environment(self):
        """The environment of a program without further settings."""
        return {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key, "AWS_REGION": self.region,
                "AWS_ENDPOINT_URL": self.endpoint}

    def filesystem(self):
        return pyarrow.fs.S3FileSystem(access_key=self.access_key, secret_key=self.secret_key, region=self.region,
                                       endpoint_override=self.endpoint, allow_bucket_creation=True,
                                       allow_bucket_deletion=True)

    def bucket(self, name):
        self.filesystem().create_dir(name)
        return name

    def hadoop_settings(self):
        """Settings of Hadoop's s3a file system."""
        return {
            "fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
            "fs.s3a.endpoint": self.endpoint,
            "fs.s3a.endpoint.region": self.region,
            "fs.s3a.path.style.access": "true",
            "fs.s3a.access.key": self.access_key,
            "fs.s3a.secret.key": self.secret_key,
            "fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
            "fs.s3a.connection.ssl.enabled": "false",
            "fs.s3a.attempts.maximum": "3",
        }

    def trino_settings(self):
        return {
            "fs.native-s3.enabled": "true",
            "s3.endpoint": self.endpoint,
            "s3.region": self.region,
            "s3.path-style-access": "true",
            "s3.aws-access-key": self.access_key,
            "s3.aws-secret-key": self.secret_key,
        }

    def pyiceberg_settings(self):
        return {
            "s3.endpoint": self.endpoint,
            "s3.access-key-id": self.access_key,
            "s3.secret-access-key": self.secret_key,
            "s3.region": self.region,
            "s3.force-virtual-addressing": "false",
        }

    def stop(self):
        self.server.stop()


class Versitygw(S3Store):
    def __init__(self, folder):
        super().__init__()
        binary = folder_of("versitygw") / "bin" / "versitygw"
        (folder / "buckets").mkdir(parents=True)
        self.server = Server(
            "versitygw",
            [binary, "--port", f"127.0.0.1:{self.port}", "--access", self.access_key, "--secret", self.secret_key,
             "--region", self.region, "--quiet", "posix", folder / "buckets"],
            folder.parent / "versitygw.log", lambda: answers_http(self.endpoint), seconds=60)


class Minio(S3Store):
    def __init__(self, folder):
        super().__init__()
        binary = folder_of("minio") / "bin" / "minio"
        folder.mkdir()
        environment = {**os.environ, "MINIO_ROOT_USER": self.access_key, "MINIO_ROOT_PASSWORD": self.secret_key,
                       "MINIO_BROWSER": "off"}
        self.server = Server("MinIO", [binary, "server", folder, "--address", f"127.0.0.1:{self.port}"],
                             folder.parent / "minio.log", lambda: answers_http(f"{self.endpoint}/minio/health/ready"),
                             seconds=60, env=environment)


GARAGE_CONFIGURATION = """
metadata_dir = "{folder}/meta"
data_dir = "{folder}/data"
db_engine = "sqlite"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:{rpc_port}"
rpc_public_addr = "127.0.0.1:{rpc_port}"
rpc_secret = "{secret:064x}"
[s3_api]
s3_region = "garage"
api_bind_addr = "127.0.0.1:{port}"
"""


class Garage(S3Store):
    access_key = "GK" + 24 * "e"
    secret_key = 64 * "1"
    region = "garage"
    creates_exclusively = False

    def __init__(self, folder):
        super().__init__()
        folder.mkdir()
        self.log = folder.parent / "garage.log"
        self.configuration = folder / "garage.toml"
        self.configuration.write_text(GARAGE_CONFIGURATION.format(folder=folder, port=self.port, rpc_port=free_port(), secret=1))
        self.binary = folder_of("garage") / "bin" / "garage"
        self.server = Server("Garage", [self.binary, "-c", self.configuration, "server"], self.log,
                             lambda: accepts_connections(self.port), seconds=60)
        node = self._garage("node", "id", "-q").split("@")[0]
        self._garage("layout", "assign", "-z", "one", "-c", "1G", node)
        self._garage("layout", "apply", "--version", "1")
        self._garage("key", "import", "--yes", "-n", "tests", self.access_key, self.secret_key)
        self._garage("key", "allow", "--create-bucket", self.access_key)

    def _garage(self, *arguments):
        done = subprocess.run([self.binary, "-c", self.configuration, *arguments], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"garage {' '.join(arguments)}: {done.stderr}\n{tail(self.log)}"
        return done.stdout.strip()


STORES = {"versitygw": Versitygw, "garage": Garage, "minio": Minio}
