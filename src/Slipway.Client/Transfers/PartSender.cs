using System.Net;
using Slipway.Client.Retries;
using Slipway.Client.Wire;

namespace Slipway.Client.Transfers;

/// <summary>Sends parts: straight to the store, without the key, each until the store has it whole and right.</summary>
internal sealed class PartSender(HttpClient http, SlipwayClientOptions options, RetryLoop retries)
{
    /// <summary>S3's codes for a part that came broken; its status for them is 400, which is otherwise final.</summary>
    private static readonly string[] BrokenOnTheWay =
        ["RequestTimeout", "IncompleteBody", "BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch"];

    /// <summary>Sends one part and returns its ETag; null when the store shows none.</summary>
    /// <param name="file">The file and its addresses.</param>
    /// <param name="index">The part's place among the wanted ones.</param>
    /// <param name="cancellation">Gives the part up; it can be sent again by another run.</param>
    public async Task<string?> SendAsync(FileTransfer file, int index, CancellationToken cancellation)
    {
        var part = file.Wanted[index];
        var refusals = 0;
        return await retries.RunAsync(
            $"part {part} of {file.Plan.FileName}",
            async token =>
            {
                var url = await file.Urls.GetAsync(index);
                var (etag, refused) = await PutAsync(file, part, url.Address, token);
                if (refused is null)
                {
                    return etag;
                }

                file.Urls.Refused(index, url);

                // The first refusal is most likely an address that expired: the fresh one deserves no wait.
                throw new TransientFault(refused) { AtOnce = refusals++ == 0, InTheEnd = UploadFailure.Refused };
            },
            cancellation);
    }

    private async Task<(string? ETag, string? Refused)> PutAsync(FileTransfer file, int part, Uri url, CancellationToken cancellation)
    {
        using var limit = new TimeLimit(options.StallTimeout, options.Time, cancellation);
        var length = file.Plan.Length(part);
        using var content = new PartContent(file.Local, part, file.Plan.Offset(part), length, file.Progress, limit);
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content };

        // A refusal (expired, full, busy) then comes before the bytes and not as a reset in the middle of them.
        request.Headers.ExpectContinue = true;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.IsSuccessStatusCode)
            {
                return (Confirmed(response, content, length), null);
            }

            return (null, await RefusedAsync(response, file, part, limit.Token));
        }
        catch (OperationCanceledException) when (limit.Passed)
        {
            throw new TransientFault($"nothing moved for {options.StallTimeout.TotalSeconds:0} s");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw content.FileIsShorter ? file.Shorter(part) : Faults.Connection(broken);
        }
        finally
        {
            content.Close();
        }
    }

    private static string? Confirmed(HttpResponseMessage response, PartContent content, long length)
    {
        var etag = response.Headers.NonValidated.TryGetValues("ETag", out var values) ? values.ToString() : null;
        if (!content.IsWhole)
        {
            throw new TransientFault("the store answered before it had the whole part");
        }

        if (PartTag.TryParse(etag, out var stored) && stored != new PartTag(content.Crc, length))
        {
            throw new TransientFault("the store has other bytes than were sent (checksum differs)") { InTheEnd = UploadFailure.Refused };
        }

        return string.IsNullOrWhiteSpace(etag) ? null : etag;
    }

    /// <summary>Why the store refused, when another address may help; everything else is thrown.</summary>
    private static async Task<string> RefusedAsync(HttpResponseMessage response, FileTransfer file, int part, CancellationToken cancellation)
    {
        var body = await BodyStartAsync(response, cancellation);
        var code = ServerText.Element(body, "Code");
        var words = $"the store answered {(int)response.StatusCode}{(code is null ? "" : $" {code}")}{Said(ServerText.Element(body, "Message"))}";
        if (response.StatusCode == HttpStatusCode.Forbidden)
        {
            return words;
        }

        if (Faults.IsTransient(response.StatusCode) || (response.StatusCode == HttpStatusCode.BadRequest && BrokenOnTheWay.Contains(code)))
        {
            throw new TransientFault(words) { RetryAfter = Faults.RetryAfter(response.Headers) };
        }

        throw new SlipwayException(UploadFailure.Refused, $"part {part} of {file.Plan.FileName}: {words}", code);
    }

    private static string Said(string? message) => string.IsNullOrEmpty(message) ? "" : $" ({message})";

    private static async Task<string> BodyStartAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var start = new byte[4096];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var read = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
            return System.Text.Encoding.UTF8.GetString(start, 0, read);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            // The status is known; that the rest was cut off changes nothing.
            return "";
        }
    }
}
