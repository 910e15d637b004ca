using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Parts;
using Slipway.Server.Objects.Disk.Syncing;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

public sealed class JournalTests : IDisposable
{
    private static readonly UploadHeader Header = new(new ObjectKey("p/g/f/name.mov"), new PartPlan(1_000, 100, 10), "video/quicktime");

    private readonly TempFolder _folder = new();
    private readonly PosixFileOps _files = new();
    private readonly Syncer _syncer;

    public JournalTests() => _syncer = new Syncer(_files, new VolumeHealth(Durability.Strict, NullLogger<VolumeHealth>.Instance));

    private string JournalPath => _folder.File("journal");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(38)]
    [InlineData(39)]
    [InlineData(500)]
    public void What_was_appended_is_read_back(int records)
    {
        Write(records, plan: new PartPlan(50_000, 100, 500));

        var read = Read()!;

        Assert.Equal(Enumerable.Range(1, records).Select(Part), read.Parts.Values);
        Assert.Equal(0, read.Spoiled);
    }

    [Fact]
    public void The_header_says_what_was_started()
    {
        Write(0);

        Assert.Equal(Header, Read()!.Header);
    }

    [Fact]
    public void A_plan_without_sizes_keeps_them_unknown()
    {
        Write(0, plan: PartPlan.ClientPlanned(7, null));

        Assert.Equal(PartPlan.ClientPlanned(7, null), Read()!.Header.Plan);
    }

    [Fact]
    public void The_later_of_two_records_of_a_part_is_the_part()
    {
        Write(3);
        using (var journal = Open())
        {
            journal.Append(Part(2) with { Generation = 9, Place = PartPlace.OwnFile });
        }

        Assert.Equal(9, Read()!.Parts[2].Generation);
    }

    [Fact]
    public void A_journal_that_was_torn_anywhere_gives_the_records_before_the_tear_and_takes_more()
    {
        Write(4);
        var whole = File.ReadAllBytes(JournalPath)[..(UploadHeader.Size + (4 * PartRecord.Size))];
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(JournalPath, whole[..length]);
            var read = Read();
            if (length < UploadHeader.Size)
            {
                Assert.Null(read);
                continue;
            }

            var intact = (length - UploadHeader.Size) / PartRecord.Size;
            Assert.Equal(intact, read!.Parts.Count);
            Assert.Equal(0, read.Spoiled);
            using (var journal = Open())
            {
                journal.Append(Part(10));
            }

            var more = Read()!;
            Assert.Equal((intact + 1, 0), (more.Parts.Count, more.Spoiled));
        }
    }

    [Fact]
    public void A_record_of_which_any_bit_is_changed_is_none_and_the_others_stand()
    {
        Write(3);
        var whole = File.ReadAllBytes(JournalPath);
        for (var bit = 0; bit < PartRecord.Size * 8; bit++)
        {
            var spoiled = whole.ToArray();
            spoiled[UploadHeader.Size + PartRecord.Size + (bit / 8)] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(JournalPath, spoiled);

            var read = Read()!;

            Assert.Equal([1, 3], read.Parts.Keys);
            Assert.Equal(1, read.Spoiled);
        }
    }

    [Fact]
    public void A_header_of_which_any_bit_is_changed_begins_no_journal()
    {
        Write(1);
        var whole = File.ReadAllBytes(JournalPath);
        for (var bit = 0; bit < UploadHeader.Size * 8; bit++)
        {
            var spoiled = whole.ToArray();
            spoiled[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(JournalPath, spoiled);

            Assert.Null(Read());
        }
    }

    [Fact]
    public void A_symbolic_link_is_no_journal()
    {
        Write(1);
        File.Copy(JournalPath, _folder.File("elsewhere"));
        File.Delete(JournalPath);
        File.CreateSymbolicLink(JournalPath, _folder.File("elsewhere"));

        Assert.Null(Journal.TryOpen(_files, _syncer, JournalPath));
    }

    public void Dispose()
    {
        _syncer.Dispose();
        _folder.Dispose();
    }

    private static PartRecord Part(int number) =>
        new(number, number + 1_000, PartPlace.Slot, 100, (ulong)number * 0x9E3779B97F4A7C15, DigestKind.Sha256, new PartDigest((UInt128)number << 100, (UInt128)number));

    private void Write(int records, PartPlan? plan = null)
    {
        File.Delete(JournalPath);
        using var journal = Journal.Create(_files, _syncer, JournalPath, Header with { Plan = plan ?? Header.Plan });
        for (var number = 1; number <= records; number++)
        {
            journal.Append(Part(number));
        }
    }

    private Journal Open() => Journal.TryOpen(_files, _syncer, JournalPath)!.Value.Journal;

    private JournalReader? Read()
    {
        using var file = _files.OpenExisting(JournalPath, writable: false)!;
        return JournalReader.TryRead(_files, file);
    }
}
