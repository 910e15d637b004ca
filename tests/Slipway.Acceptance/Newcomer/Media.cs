using System.Security.Cryptography;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Newcomer;

/// <summary>Real files of real sizes, made in seconds.</summary>
internal static class Media
{
    private const long EyeBytes = 300_000_000;

    /// <summary>A video as ffmpeg writes it, with a closing box of bytes that do not compress: cheap length, and a legal file.</summary>
    public static async Task<string> EyeAsync(World world, string name, int seed)
    {
        var path = world.PathOf(name);
        (await Command.RunAsync(
            Needs.Program("ffmpeg"),
            ["-v", "error", "-f", "lavfi", "-i", $"testsrc2=size=1280x720:rate=30,noise=alls=40:all_seed={seed}", "-t", "2", "-c:v", "mpeg4", "-q:v", "1", path])).Succeeded();
        await using var file = new FileStream(path, FileMode.Append);
        var filler = checked((uint)(EyeBytes + (seed * 4096) - file.Length));
        byte[] box = [(byte)(filler >> 24), (byte)(filler >> 16), (byte)(filler >> 8), (byte)filler, (byte)'f', (byte)'r', (byte)'e', (byte)'e'];
        await file.WriteAsync(box);
        var block = new byte[1 << 20];
        var random = new Random(seed);
        random.NextBytes(block);
        for (var left = (long)filler - box.Length; left > 0; left -= block.Length)
        {
            BitConverter.TryWriteBytes(block, random.NextInt64());
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }

        return path;
    }

    public static async Task<string> CaptionsAsync(World world)
    {
        var path = world.PathOf("captions.srt");
        await File.WriteAllTextAsync(path, "1\n00:00:00,000 --> 00:00:02,000\nA lighthouse, twice.\n");
        return path;
    }

    public static async Task<string> HashAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
    }
}
