using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Load;

/// <summary>Holds what the server is against what it said.</summary>
internal sealed class Oracle(Server server, Ledger ledger)
{
    /// <summary>Every group: completed ones are one item and one job with the right bytes, canceled ones are nothing, none is in between.</summary>
    public async Task CheckAsync()
    {
        using var wire = new Wire(server.Url, server.Key!);
        var items = (await wire.AllAsync("/api/library", "items", "groupId")).ToDictionary(item => (string)item["groupId"]!);
        var jobs = (await wire.AllAsync("/api/jobs", "jobs", "groupId")).ToDictionary(job => (string)job["groupId"]!);
        foreach (var group in ledger.Groups)
        {
            if (group.LibraryId is { } id)
            {
                CheckCompleted(group, id, items.GetValueOrDefault(group.Id!), jobs.GetValueOrDefault(group.Id!));
            }
            else if (group.Canceled)
            {
                Require(!items.ContainsKey(group.Id!) && !jobs.ContainsKey(group.Id!), $"{group.Name} was canceled and is in the library");
                var seen = await wire.GroupAsync(group.Id!);
                Require((string?)seen.Body?["status"] == "canceled", $"{group.Name} was canceled and is {seen.Body?["status"]}");
            }
            else
            {
                ledger.Violate($"STUCK: {group.Name} ({group.Id}) came to no end");
            }
        }

        var known = ledger.Groups.Select(group => group.Id!).ToHashSet();
        Require(items.Keys.All(known.Contains), "the library has an item of a group that nobody knows");
    }

    /// <summary>The groups that were acknowledged as completed or canceled so far are so still: to be asked after every restart.</summary>
    public async Task CheckClosedAsync(IEnumerable<LoadGroup> closed)
    {
        using var wire = new Wire(server.Url, server.Key!);
        foreach (var group in closed)
        {
            var wanted = group.Canceled ? "canceled" : "completed";
            var seen = await wire.GroupAsync(group.Id!);
            Require(
                (string?)seen.Body?["status"] == wanted && (long?)seen.Body["libraryId"] == group.LibraryId,
                $"LOST: {group.Name} was acknowledged as {wanted} ({group.LibraryId}) and is {seen.Body?["status"]?.ToString() ?? seen.Status.ToString()} ({seen.Body?["libraryId"]})");
            if (group.LibraryId is { } id)
            {
                CheckFiles(group, (await wire.GetAsync($"/api/library/{id}")).Body);
            }
        }
    }

    /// <summary><c>slipway fsck</c> finds nothing, beside the running server.</summary>
    public async Task CheckInvariantsAsync(bool deep = false)
    {
        string[] flags = deep ? ["--deep"] : [];
        var checkedUp = await Command.SlipwayAsync(["fsck", "--data", server.Data, .. flags]);
        Require(checkedUp.ExitCode == 0, $"fsck ended with {checkedUp.ExitCode}: {checkedUp.Output.Trim()} {checkedUp.Error.Trim()}");
    }

    private void CheckCompleted(LoadGroup group, long id, JsonNode? item, JsonNode? job)
    {
        if (item is null || job is null)
        {
            ledger.Violate($"LOST: {group.Name} was completed as {id} and has {(item is null ? "no item" : "no job")}");
            return;
        }

        Require((long)item["id"]! == id && (long)job["libraryId"]! == id, $"{group.Name} was completed as {id} and is {item["id"]}");
        CheckFiles(group, item);
    }

    private void CheckFiles(LoadGroup group, JsonNode? item)
    {
        foreach (var file in group.Files)
        {
            if (item?["files"]?.AsArray().SingleOrDefault(stored => (string?)stored!["id"] == file.Id) is not { } stored)
            {
                ledger.Violate($"LOST: {group.Name} has no {file.Name} in the library");
                continue;
            }

            var path = Path.Combine(server.Data, "store", "objects", (string)stored["objectKey"]!);
            Require(File.Exists(path) && HashOf(path) == file.Sha256(), $"ALTERED: {file.Name} of {group.Name} is not what was uploaded ({path})");
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            ledger.Violate(otherwise);
        }
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

/// <summary>The counts of a harness, for the reader and for <c>artifacts/reliability.json</c>.</summary>
internal static class Report
{
    private static readonly Lock Writing = new();
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string harness, JsonObject counts)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{harness}: {counts.ToJsonString()}");
        var path = Path.Combine(Checkout.Artifacts, "reliability.json");
        lock (Writing)
        {
            var all = File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject earlier ? earlier : [];
            all[harness] = counts;
            File.WriteAllText(path, all.ToJsonString(Indented));
        }
    }
}
