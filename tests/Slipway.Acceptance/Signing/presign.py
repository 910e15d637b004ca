"""Signs with botocore at a given instant. One JSON object a line in, one a line out, in order.

in:  {"endpoint", "region", "access_key", "secret", "method", "bucket", "key", "upload_id", "part", "length", "at", "expires", "by"}
     upload_id, part and length may be null; by is "auth" (botocore's signer alone) or "client" (boto3's generate_presigned_url).
or:  {"verify": url, "secret", "method", "length"}: a URL that somebody else signed is taken apart, and signed again by what it says.
out: {"url"}
"""
import datetime
import json
import sys
import types
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import boto3
import botocore.auth
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials


class Clock(datetime.datetime):
    """The datetime class that botocore asks for the time."""

    at = 0

    @classmethod
    def utcnow(cls):
        return datetime.datetime.utcfromtimestamp(cls.at)

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(cls.at, tz)


def set_clock(at):
    Clock.at = at
    botocore.auth.datetime = types.SimpleNamespace(datetime=Clock, timezone=datetime.timezone, timedelta=datetime.timedelta)
    if hasattr(botocore.auth, "get_current_datetime"):  # botocore 1.40 on
        botocore.auth.get_current_datetime = lambda remove_tzinfo=True: datetime.datetime.utcfromtimestamp(at)


def auth(method, url, length, access_key, secret, region, expires):
    headers = {} if length is None else {"Content-Length": str(length)}
    request = AWSRequest(method=method, url=url, headers=headers)
    S3SigV4QueryAuth(Credentials(access_key, secret), "s3", region, expires=expires).add_auth(request)
    return request.url


def encoded(pairs):
    return "?" + urlencode(pairs, quote_via=quote, safe="-_.~") if pairs else ""


def by_auth(case):
    url = f"{case['endpoint']}/{quote(case['bucket'], safe='-_.~')}/{quote(case['key'], safe='-_.~/')}"
    pairs = [] if case["upload_id"] is None else [("uploadId", case["upload_id"]), ("partNumber", case["part"])]
    return auth(case["method"], url + encoded(pairs), case["length"], case["access_key"], case["secret"], case["region"], case["expires"])


def by_what_it_says(case):
    url = urlsplit(case["verify"])
    pairs = parse_qsl(url.query, keep_blank_values=True, strict_parsing=True)
    said = {name: value for name, value in pairs if name.startswith("X-Amz-")}
    access_key, _, region, _, _ = said["X-Amz-Credential"].split("/")
    signed_at = datetime.datetime.strptime(said["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    set_clock(int(signed_at.timestamp()))
    bare = f"{url.scheme}://{url.netloc}{url.path}" + encoded([pair for pair in pairs if pair[0] not in said])
    length = case["length"] if "content-length" in said["X-Amz-SignedHeaders"].split(";") else None
    return auth(case["method"], bare, length, access_key, case["secret"], region, int(said["X-Amz-Expires"]))


def by_client(case):
    client = boto3.client(
        "s3", endpoint_url=case["endpoint"], region_name=case["region"], aws_access_key_id=case["access_key"], aws_secret_access_key=case["secret"],
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    parameters = {"Bucket": case["bucket"], "Key": case["key"]}
    operation = {"GET": "get_object", "HEAD": "head_object", "PUT": "put_object"}[case["method"]]
    if case["upload_id"] is not None:
        operation = "upload_part"
        parameters.update(UploadId=case["upload_id"], PartNumber=case["part"])
    if case["length"] is not None:
        parameters.update(ContentLength=case["length"])
    return client.generate_presigned_url(operation, Params=parameters, ExpiresIn=case["expires"])


def main():
    for line in sys.stdin:
        case = json.loads(line)
        if "verify" in case:
            url = by_what_it_says(case)
        else:
            set_clock(case["at"])
            url = by_client(case) if case["by"] == "client" else by_auth(case)
        print(json.dumps({"url": url}), flush=True)


main()
