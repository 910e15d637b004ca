using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Slipway.Benchmarks.Harness;

/// <summary>The load, from a second process: the C clients.</summary>
internal static class Load
{
    /// <summary>PUTs parts, each with the bytes of <see cref="Pattern"/>. Answers the seconds it took.</summary>
    /// <exception cref="InvalidOperationException">A part was refused.</exception>
    public static async Task<double> PutAsync(string folder, int port, int connections, IEnumerable<(long Bytes, string Target)> parts, CancellationToken ct)
    {
        var targets = Path.Combine(folder, "targets");
        await File.WriteAllLinesAsync(targets, parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Bytes} {part.Target}")), ct);
        return await RunAsync("put", [Text(port), Text(connections), targets], ct);
    }

    /// <summary>Sends the same request many times. Answers the seconds it took.</summary>
    /// <exception cref="InvalidOperationException">An answer was no 200, or of another length than the first.</exception>
    public static async Task<double> AskAsync(string folder, int port, int connections, int requests, string head, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var file = Path.Combine(folder, "request");
        byte[] request = [.. Encoding.ASCII.GetBytes($"{head}\r\nHost: 127.0.0.1:{Text(port)}\r\nContent-Length: {Text(body.Length)}\r\n\r\n"), .. body.Span];
        await File.WriteAllBytesAsync(file, request, ct);
        return await RunAsync("ask", [Text(port), Text(connections), Text(requests), file], ct);
    }

    private static async Task<double> RunAsync(string client, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Workshop.Client(client), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync(ct);
        var printed = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return printed.Split(' ', StringSplitOptions.TrimEntries) is ["seconds", var seconds, "bytes", _, "bad", "0"]
            ? double.Parse(seconds, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{client} failed: {printed}{await complaints}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
