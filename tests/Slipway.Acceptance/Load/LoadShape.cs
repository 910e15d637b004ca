namespace Slipway.Acceptance.Load;

/// <summary>What the load's groups look like. Small files are many acknowledgements for little writing; a few have several parts of the smallest size.</summary>
/// <param name="SmallBytes">The most that a small file has.</param>
/// <param name="LargePerHundred">How many of a hundred groups have a video of two or three parts.</param>
/// <param name="CanceledPerHundred">How many of a hundred groups are canceled on the way.</param>
/// <param name="ResentPerHundred">How many of a hundred parts are sent again after they were acknowledged.</param>
internal sealed record LoadShape(int SmallBytes = 120_000, int LargePerHundred = 8, int CanceledPerHundred = 12, int ResentPerHundred = 5)
{
    /// <summary>The smallest that can be configured, and what the servers under load are given.</summary>
    public const int PartBytes = 5 << 20;

    public LoadGroup Next(string name, Random random)
    {
        var video = random.Next(100) < LargePerHundred
            ? Enumerable.Repeat(PartBytes, random.Next(1, 3)).Append(random.Next(1, PartBytes)).ToArray()
            : [random.Next(1, SmallBytes)];
        var files = new List<LoadFile> { new(random.NextInt64(), "video", "clip.mp4", video) };
        for (var more = random.Next(4); more > 0; more--)
        {
            files.Add(new LoadFile(random.NextInt64(), "subtitle", $"captions-{more}.srt", [random.Next(1, SmallBytes / 4)]));
        }

        return new LoadGroup(name, files, random.Next(100) < CanceledPerHundred);
    }
}
