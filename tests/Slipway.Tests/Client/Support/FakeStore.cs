using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Slipway.Core.Checksums;

namespace Slipway.Tests.Client.Support;

/// <summary>How the fake store marks its parts.</summary>
internal enum TagStyle
{
    /// <summary>As the embedded store does: checksum and length.</summary>
    Crc,

    /// <summary>As S3 does: MD5, and no checksum in the list of parts.</summary>
    Md5,

    /// <summary>A token that says nothing.</summary>
    Opaque,

    /// <summary>No ETag that the client can see.</summary>
    Hidden,
}

/// <summary>The part PUTs of <see cref="FakeServer"/>.</summary>
internal sealed class FakeStore(FakeServer server)
{
    private int _atOnce;
    private int _mostAtOnce;

    public TagStyle Tags { get; set; } = TagStyle.Crc;

    public bool KeepsBytes { get; set; } = true;

    /// <summary>Addresses carry the generation at which they were made; older ones are refused.</summary>
    public int Generation { get; set; }

    public int OldestGoodGeneration { get; set; }

    /// <summary>The most PUTs that were ever under way together.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    /// <summary>Asked at each PUT before its body is read: file, part, and how often this part was begun. True when it has answered itself.</summary>
    public Func<HttpContext, FakeFile, int, int, ValueTask<bool>>? Instead { get; set; }

    /// <summary>Flips a bit of what arrived, as broken memory would: part and how often it was begun.</summary>
    public Func<int, int, bool>? Damages { get; set; }

    public async Task PutAsync(HttpContext http, string id, string fileId)
    {
        var now = Interlocked.Increment(ref _atOnce);
        InterlockedMax(ref _mostAtOnce, now);
        try
        {
            var file = server.File(id, fileId)!;
            var part = int.Parse(http.Request.Query["partNumber"]!, CultureInfo.InvariantCulture);
            var turn = file.Puts.AddOrUpdate(part, 1, (_, puts) => puts + 1);
            if (http.Request.Headers.ContainsKey("X-SPATIALGEN-APPKEY") || http.Request.Headers.ContainsKey("Authorization"))
            {
                server.Violation("the key was sent to the store");
            }

            if (http.Request.ContentType is not null)
            {
                server.Violation("a part was sent with a Content-Type");
            }

            if (Instead is { } instead && await instead(http, file, part, turn))
            {
                return;
            }

            if (int.Parse(http.Request.Query["generation"]!, CultureInfo.InvariantCulture) < OldestGoodGeneration)
            {
                await ErrorAsync(http, 403, "AccessDenied", "Request has expired");
                return;
            }

            if (http.Request.ContentLength != file.LengthOf(part))
            {
                server.Violation($"part {part} came with {http.Request.ContentLength} bytes instead of {file.LengthOf(part)}");
            }

            await StoreAsync(http, file, part, turn);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    public static async Task ErrorAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync(
            $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message><StringToSign>5ec7e7</StringToSign></Error>");
    }

    private async Task StoreAsync(HttpContext http, FakeFile file, int part, int turn)
    {
        var crc = new Crc64Nvme();
        var kept = new MemoryStream();
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        var damage = Damages?.Invoke(part, turn) ?? false;
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            if (damage)
            {
                buffer[0] ^= 1;
                damage = false;
            }

            crc.Append(buffer.AsSpan(0, read));
            md5.AppendData(buffer, 0, read);
            if (KeepsBytes)
            {
                kept.Write(buffer, 0, read);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        var length = file.LengthOf(part);
        var etag = Tags switch
        {
            TagStyle.Crc => $"\"{crc.Value.ToString("x16", CultureInfo.InvariantCulture)}-{length}\"",
            TagStyle.Md5 => $"\"{Convert.ToHexStringLower(md5.GetHashAndReset())}\"",
            _ => $"\"token-{part}-{turn}\"",
        };
        file.Parts[part] = new FakePart(length, etag, Tags == TagStyle.Crc ? crc.Value : null, KeepsBytes ? kept.ToArray() : null);
        if (Tags != TagStyle.Hidden)
        {
            http.Response.Headers.ETag = etag;
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
