using Slipway.Server.Objects.Disk.Files;

namespace Slipway.FaultyHost;

/// <summary>Run where every sync fails: tells which of the calls noticed.</summary>
internal static class Canary
{
    public static void Sing(string path, TextWriter output)
    {
        var files = new PosixFileOps();
        using (var file = files.OpenNew(path) ?? throw new IOException($"{path} is there already."))
        {
            files.Write(file, "canary"u8, 0);
            Tell("SyncData", () => files.SyncData(file));
            Tell("SyncAll", () => files.SyncAll(file));
        }

        Tell("SyncDirectory", () => files.SyncDirectory(Path.GetDirectoryName(path)!));
        using var stream = new FileStream(path, FileMode.Open);
        stream.WriteByte(1);
#pragma warning disable RS0030 // banned for what is shown here
        Tell("FileStream.Flush(true)", () => stream.Flush(true));
#pragma warning restore RS0030

        void Tell(string what, Action sync)
        {
            try
            {
                sync();
                output.WriteLine($"{what} was silent");
            }
            catch (FileOpException failure)
            {
                output.WriteLine($"{what} threw errno {failure.Errno}");
            }
            catch (IOException)
            {
                output.WriteLine($"{what} threw");
            }
        }
    }
}
