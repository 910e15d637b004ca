using System.Security.Cryptography;
using System.Text;
using Slipway.Core;
using Slipway.Core.Signing;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Folder;

/// <summary>
/// The 32 bytes that all signing keys of this data folder come from. Made once; whoever can read them can sign URLs, so they must be readable by
/// their owner alone.
/// </summary>
internal sealed class MasterSecret
{
    private const int Length = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _bytes;

    private MasterSecret(byte[] bytes) => _bytes = bytes;

    /// <exception cref="DataFolderException">The file is there and is no secret any more, or never was one.</exception>
    public static MasterSecret LoadOrCreate(IFileOps files, string dataFolder, Randomness randomness)
    {
        var folder = Path.Combine(dataFolder, "secrets");
        DataFolder.Make(files, folder);
        var path = Path.Combine(folder, "master.key");
        if (!File.Exists(path))
        {
            Create(files, folder, path, randomness);
        }

        return new MasterSecret(Load(files, path));
    }

    /// <summary>The key of an epoch. Nothing is stored of it: the next epoch is the next number.</summary>
    public SigningKey KeyOf(int epoch, string region)
    {
        var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, Length, info: Encoding.ASCII.GetBytes($"slipway sigv4 epoch {epoch}"));
        return new SigningKey($"SLW{epoch}", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)), region);
    }

    /// <summary>Written whole under another name first: a crash never leaves half a secret.</summary>
    private static void Create(IFileOps files, string folder, string path, Randomness randomness)
    {
        var secret = new byte[Length];
        randomness.Fill(secret);
        var temporary = $"{path}.new";
        files.Remove(temporary);
        using (var file = files.OpenNew(temporary) ?? throw new DataFolderException($"{temporary} appeared while it was being made."))
        {
            files.Write(file, secret, 0);
            files.SyncAll(file);
        }

        files.Rename(temporary, path);
        files.SyncDirectory(folder);
    }

    private static byte[] Load(IFileOps files, string path)
    {
        using var file = files.OpenExisting(path, writable: false) ?? throw new DataFolderException($"{path} is gone.");
        if ((new FileInfo(path).UnixFileMode & ~OwnerOnly) != 0)
        {
            throw new DataFolderException($"{path} can be read by others, so signed URLs can be forged. Run: chmod 600 '{path}', and replace it if somebody may have read it.");
        }

        var secret = new byte[Length];
        if (files.LengthOf(file) != Length || files.Read(file, secret, 0) != Length || !secret.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new DataFolderException($"{path} is not a secret of {Length} bytes. Restore it from a backup, or remove it: URLs signed with it will end.");
        }

        return secret;
    }
}
