using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Core;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Folder;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

[SupportedOSPlatform("linux")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _folder = new();

    private string Data => _folder.File("data");

    [Fact]
    public void The_folder_and_its_secret_are_the_owners_alone()
    {
        Open().Dispose();

        Assert.Equal(Owner, File.GetUnixFileMode(Data));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "secrets", "master.key")));
    }

    [Fact]
    public void Case_91_a_second_process_is_refused_until_the_first_is_gone()
    {
        using (Open())
        {
            Assert.Contains("Another slipway", Assert.Throws<DataFolderException>(Open).Message, StringComparison.Ordinal);
        }

        Open().Dispose();
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Case_90_a_folder_that_others_can_write_is_refused(UnixFileMode more)
    {
        Open().Dispose();
        File.SetUnixFileMode(Data, Owner | more);

        Assert.Contains("chmod", Assert.Throws<DataFolderException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Case_90_a_link_in_place_of_a_folder_is_refused()
    {
        Open().Dispose();
        Directory.Delete(Path.Combine(Data, "store", "objects"));
        Directory.CreateSymbolicLink(Path.Combine(Data, "store", "objects"), _folder.Path);

        Assert.Throws<DataFolderException>(Open);
    }

    [Fact]
    public async Task Case_90_a_link_in_place_of_an_object_is_no_object()
    {
        await using var host = await DiskHost.StartAsync();
        File.WriteAllText(_folder.File("secret"), "secret");
        File.CreateSymbolicLink(host.Disk.Layout.ObjectPath(new ObjectKey("link.mov")), _folder.File("secret"));

        Assert.Null(await host.Store.HeadAsync(new ObjectKey("link.mov"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_of_objects_is_no_object()
    {
        await using var host = await DiskHost.StartAsync();
        Directory.CreateDirectory(host.Disk.Layout.ObjectPath(new ObjectKey("a/b")));

        Assert.Null(await host.Store.HeadAsync(new ObjectKey("a"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_secret_stays_the_same_and_signs_the_same()
    {
        string first, second;
        using (var store = Open())
        {
            first = Sign(store);
        }

        using (var store = Open())
        {
            second = Sign(store);
        }

        Assert.Equal(first, second);
    }

    [Fact]
    public void Case_13_a_secret_of_zeros_is_refused()
    {
        SpoilSecret(path => File.WriteAllBytes(path, new byte[32]));
        Assert.Throws<DataFolderException>(Open);
    }

    [Fact]
    public void A_secret_of_another_length_is_refused()
    {
        SpoilSecret(path => File.WriteAllBytes(path, [1, 2, 3]));
        Assert.Throws<DataFolderException>(Open);
    }

    [Fact]
    public void A_secret_that_others_can_read_is_refused()
    {
        SpoilSecret(path => File.SetUnixFileMode(path, Owner | UnixFileMode.OtherRead));
        Assert.Throws<DataFolderException>(Open);
    }

    public void Dispose() => _folder.Dispose();

    private DiskStore Open() => DiskStore.Open(Data, new DiskStoreOptions(), new PosixFileOps(), Randomness.System, TimeProvider.System, NullLoggerFactory.Instance);

    private static string Sign(DiskStore store) =>
        store.Objects.PartSigner(new StoreUpload(new ObjectKey("a"), "id", PartPlan.ClientPlanned(1, null)), new(DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1)), new("http", "x")).Url(1);

    private void SpoilSecret(Action<string> spoil)
    {
        Open().Dispose();
        spoil(Path.Combine(Data, "secrets", "master.key"));
    }
}
