# SPDX-License-Identifier: Apache-2.0
"""Makes an authority and certificates for servers and clients with the openssl command, in PEM files."""

import subprocess

CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = {folder}/index.txt
rand_serial = yes
new_certs_dir = {folder}/issued
default_md = sha256
policy = policy
copy_extensions = copy
unique_subject = no
[policy]
commonName = supplied
[req]
distinguished_name = name
x509_extensions = authority_extensions
[authority_extensions]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[name]
"""


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    """`certificate` is what clients trust."""

    def __init__(self, folder):
        folder.mkdir(parents=True)
        (folder / "issued").mkdir()
        (folder / "index.txt").touch()
        self.folder, self.configuration = folder, folder / "openssl.cnf"
        self.configuration.write_text(CONFIGURATION.format(folder=folder))
        self.certificate, self.key = folder / "ca.crt", folder / "ca.key"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 30, "-subj", "/CN=Authority of the tests",
                "-config", self.configuration, "-keyout", self.key, "-out", self.certificate)

    def issue(self, name, alternative_names="", expired=False):
        """(certificate, key) of a new pair; an `expired` one ended long ago."""
        request, certificate, key = (self.folder / f"{name}.{suffix}" for suffix in ("csr", "crt", "key"))
        extension = ["-addext", f"subjectAltName={alternative_names}"] if alternative_names else []
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", *extension, "-config",
                self.configuration, "-keyout", key, "-out", request)
        dates = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"] if expired else ["-days", "30"]
        openssl("ca", "-batch", "-notext", *dates, "-config", self.configuration, "-cert", self.certificate, "-keyfile",
                self.key, "-in", request, "-out", certificate)
        return certificate, key

    def bundle(self, name, **options):
        """One file of key and certificate, as Kafka's PEM key stores are."""
        certificate, key = self.issue(name, **options)
        file = self.folder / f"{name}.pem"
        file.write_text(key.read_text() + certificate.read_text())
        return file
