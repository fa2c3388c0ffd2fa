# SPDX-License-Identifier: Apache-2.0
"""Measures what s3_perf.cc measures, with boto3 or PyArrow's S3 file system.

usage: peers.py boto3|pyarrow [REPETITIONS]

The server is that of the tests: EIGENLAKE_TEST_S3_ENDPOINT, _ACCESS_KEY, _SECRET_KEY, _REGION, _BUCKET.
"""

import concurrent.futures
import os
import sys
import time

RECORDS, RECORD_BYTES, LISTED, FOLDERS, LARGE_BYTES, SIDE_BY_SIDE = 400, 200 << 10, 3000, 30, 128 << 20, 8
ROOT = "eigenlake-perf"


def variable(name, otherwise=None):
    return os.environ.get(f"EIGENLAKE_TEST_S3_{name}", otherwise)


BUCKET = variable("BUCKET", "eigenlake-test")


class Boto3:
    def __init__(self):
        import boto3
        from boto3.s3.transfer import TransferConfig
        from botocore.config import Config

        self.client = boto3.client(
            "s3", endpoint_url=variable("ENDPOINT"), region_name=variable("REGION", "us-east-1"),
            aws_access_key_id=variable("ACCESS_KEY"), aws_secret_access_key=variable("SECRET_KEY"),
            config=Config(s3={"addressing_style": "path"}, max_pool_connections=2 * SIDE_BY_SIDE))
        self.transfer = TransferConfig(multipart_chunksize=8 << 20, max_concurrency=SIDE_BY_SIDE)

    def put(self, key, data):
        self.client.put_object(Bucket=BUCKET, Key=key, Body=data)

    def get(self, key):
        return self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def list(self, prefix):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return sum(len(page.get("Contents", [])) for page in pages)

    def remove(self, keys):
        for begin in range(0, len(keys), 1000):
            objects = [{"Key": key} for key in keys[begin:begin + 1000]]
            self.client.delete_objects(Bucket=BUCKET, Delete={"Objects": objects, "Quiet": True})

    def put_large(self, key, data):
        import io

        self.client.upload_fileobj(io.BytesIO(data), BUCKET, key, Config=self.transfer)

    def get_large(self, key):
        import io

        target = io.BytesIO()
        self.client.download_fileobj(BUCKET, key, target, Config=self.transfer)
        return target.getbuffer()


class PyArrow:
    def __init__(self):
        import pyarrow
        import pyarrow.fs

        pyarrow.set_io_thread_count(SIDE_BY_SIDE)
        scheme, place = variable("ENDPOINT").split("://")
        self.fs = pyarrow.fs.S3FileSystem(
            access_key=variable("ACCESS_KEY"), secret_key=variable("SECRET_KEY"), scheme=scheme,
            endpoint_override=place, region=variable("REGION", "us-east-1"))
        self.selector = pyarrow.fs.FileSelector

    def put(self, key, data):
        with self.fs.open_output_stream(f"{BUCKET}/{key}") as out:
            out.write(data)

    def get(self, key):
        with self.fs.open_input_file(f"{BUCKET}/{key}") as file:
            return file.read()

    def list(self, prefix):
        found = self.fs.get_file_info(self.selector(f"{BUCKET}/{prefix}".rstrip("/"), recursive=True))
        return sum(info.is_file for info in found)

    def remove(self, keys):
        # Its delete_dir_contents deletes folders in an order that servers over a file system reject.
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(lambda key: self.fs.delete_file(f"{BUCKET}/{key}"), keys))

    def put_large(self, key, data):
        with self.fs.open_output_stream(f"{BUCKET}/{key}") as out:
            for begin in range(0, len(data), 1 << 20):
                out.write(data[begin:begin + (1 << 20)])

    get_large = get


def measure(name, what, repetitions, size, work):
    best = float("inf")
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    print(f"{name} {what} {best:.3f} s {size / best / 1e6:.1f} MB/s", flush=True)


def main(name, repetitions=3):
    peer = {"boto3": Boto3, "pyarrow": PyArrow}[name]()
    pool = concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE)
    records = [(f"{ROOT}/records/f0/experiment.vqe+0+{i:010}.avro", os.urandom(RECORD_BYTES)) for i in range(RECORDS)]
    put_all = lambda objects: list(pool.map(lambda entry: peer.put(*entry), objects))
    measure(name, "put_records", repetitions, RECORDS * RECORD_BYTES, lambda: put_all(records))
    measure(name, "get_records", repetitions, RECORDS * RECORD_BYTES,
            lambda: list(pool.map(lambda entry: len(peer.get(entry[0])), records)))
    listed = [f"{ROOT}/listed/f{i % FOLDERS}/experiment.vqe+0+{i:010}.avro" for i in range(LISTED)]
    put_all([(key, b"") for key in listed])
    counts = []
    measure(name, "list", repetitions, 0, lambda: counts.append(peer.list(f"{ROOT}/listed/")))
    assert set(counts) == {LISTED}, counts
    measure(name, "remove", 1, 0, lambda: peer.remove(listed))
    large = os.urandom(LARGE_BYTES)
    measure(name, "put_large", repetitions, LARGE_BYTES, lambda: peer.put_large(f"{ROOT}/large", large))
    measure(name, "get_large", repetitions, LARGE_BYTES, lambda: len(peer.get_large(f"{ROOT}/large")))
    peer.remove([key for key, _ in records])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
